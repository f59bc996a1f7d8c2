import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='PlusAddress',
            fields=[
                ('address', models.TextField(primary_key=True, serialize=False)),
                ('token', models.TextField(blank=True, db_default='', default='')),
                ('asked_at', models.DateTimeField(null=True)),
                ('works', models.BooleanField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'mail_plus_address',
            },
        ),
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('address', models.TextField(unique=True)),
                ('host', models.TextField()),
                ('port', models.IntegerField()),
                ('security', models.TextField(choices=[('tls', 'TLS from the start (port 993)'), ('starttls', 'TLS after STARTTLS (port 143)'), ('none', 'no encryption')], db_default='tls', default='tls')),
                ('user', models.TextField()),
                ('sign_in', models.TextField(choices=[('password', 'a password'), ('google', 'Google (OAuth 2)'), ('microsoft', 'Microsoft (OAuth 2)')], db_default='password', default='password')),
                ('password', models.TextField(blank=True, db_default='', default='')),
                ('oauth_client', models.TextField(blank=True, db_default='', default='')),
                ('oauth_secret', models.TextField(blank=True, db_default='', default='')),
                ('oauth_tenant', models.TextField(blank=True, db_default='', default='')),
                ('folders', models.JSONField(default=list)),
                ('begin', models.TextField(choices=[('new', 'with the mail that arrives from now on'), ('all', 'with everything in the folder; what is old gets no acknowledgement')], db_default='new', default='new')),
                ('after', models.TextField(choices=[('leave', 'leave it untouched'), ('seen', 'mark it as read'), ('move', 'move it to another folder'), ('delete', 'delete it')], db_default='leave', default='leave')),
                ('after_folder', models.TextField(blank=True, db_default='', default='')),
                ('believed', models.JSONField(default=list)),
                ('enabled', models.BooleanField(db_default=True, default=True)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('last_ok_at', models.DateTimeField(null=True)),
                ('last_mail_at', models.DateTimeField(null=True)),
                ('failing_since', models.DateTimeField(null=True)),
                ('last_error', models.TextField(blank=True, db_default='', default='')),
                ('remedy', models.TextField(blank=True, db_default='', default='')),
            ],
            options={
                'db_table': 'mail_mailbox',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('after', 'move'), _negated=True), models.Q(('after_folder', ''), _negated=True), _connector='OR'), name='mail_mailbox_move_where'), models.CheckConstraint(condition=models.Q(('failing_since__isnull', True), models.Q(('last_error', ''), _negated=True), _connector='OR'), name='mail_mailbox_fails_why')],
            },
        ),
        migrations.CreateModel(
            name='Relay',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('protocol', models.TextField(db_default='smtp', default='smtp')),
                ('security', models.TextField(db_default='starttls', default='starttls')),
                ('host', models.TextField(blank=True, db_default='', default='')),
                ('port', models.IntegerField(db_default=587, default=587)),
                ('user', models.TextField(blank=True, db_default='', default='')),
                ('password', models.TextField(blank=True, db_default='', default='')),
                ('last_ok_at', models.DateTimeField(null=True)),
                ('failing_since', models.DateTimeField(null=True)),
                ('last_error', models.TextField(blank=True, db_default='', default='')),
                ('remedy', models.TextField(blank=True, db_default='', default='')),
            ],
            options={
                'db_table': 'mail_relay',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='mail_relay_one')],
            },
        ),
        migrations.CreateModel(
            name='SandboxMail',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('message_id', models.TextField()),
                ('address', models.TextField()),
                ('return_path', models.TextField(blank=True, db_default='', default='')),
                ('message', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'mail_sandbox',
                'indexes': [models.Index(fields=['address', '-at'], name='mail_sandbox_of')],
                'constraints': [models.UniqueConstraint(fields=('message_id', 'address'), name='mail_sandbox_once')],
            },
        ),
        migrations.CreateModel(
            name='Folder',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.TextField()),
                ('uidvalidity', models.BigIntegerField()),
                ('last_uid', models.BigIntegerField()),
                ('old_until', models.BigIntegerField()),
                ('began_at', models.DateTimeField()),
                ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reached', to='mail.mailbox')),
            ],
            options={
                'db_table': 'mail_folder',
                'constraints': [models.UniqueConstraint(fields=('mailbox', 'name'), name='mail_folder_once')],
            },
        ),
    ]
