import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.db.models.deletion
import kept.storage.keys
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0002_keyed'),
        ('customers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Building',
            fields=[
                ('what', models.TextField(primary_key=True, serialize=False)),
                ('last_id', models.BigIntegerField(db_default=0, default=0)),
                ('done', models.BooleanField(db_default=False, default=False)),
            ],
            options={
                'db_table': 'search_building',
            },
        ),
        migrations.CreateModel(
            name='NameWord',
            fields=[
                ('word', models.TextField(primary_key=True, serialize=False)),
            ],
            options={
                'db_table': 'search_name_word',
            },
        ),
        migrations.CreateModel(
            name='SearchAccount',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('customer_id', models.BigIntegerField()),
                ('name', models.TextField()),
                ('words', models.TextField()),
                ('brands', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('customer', kept.storage.keys.CustomerKey(from_fields=['customer_id'], on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.customer', to_fields=['id'])),
            ],
            options={
                'db_table': 'search_account',
                'constraints': [models.UniqueConstraint(fields=('customer_id',), name='search_account_once')],
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('customer_id', models.BigIntegerField()),
                ('case_id', models.BigIntegerField()),
                ('kind', models.TextField()),
                ('source_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('band', models.IntegerField()),
                ('words', django.contrib.postgres.search.SearchVectorField()),
                ('case', kept.storage.keys.KeyedForeignKey(column='case_id', from_fields=['customer_id', 'case_id'], on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case', to_fields=['customer_id', 'id'])),
                ('customer', kept.storage.keys.CustomerKey(from_fields=['customer_id'], on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.customer', to_fields=['id'])),
            ],
            options={
                'db_table': 'search_entry',
                'indexes': [models.Index(fields=['customer_id', 'case_id'], name='search_entry_of_case'), models.Index(fields=['-at', '-id'], name='search_entry_newest')],
                'constraints': [models.UniqueConstraint(fields=('customer_id', 'kind', 'source_id'), name='search_entry_once')],
            },
        ),
    ]
