"""Mailboxes that we fetch from, the relay that we send by, and what was learnt about both. No customer's data."""

from django.db import models


class Mailbox(models.Model):
    """A mailbox at a provider. Passwords are sealed; columns from `last_ok_at` on say how it goes."""

    class Security(models.TextChoices):
        TLS = "tls", "TLS from the start (port 993)"
        STARTTLS = "starttls", "TLS after STARTTLS (port 143)"
        NONE = "none", "no encryption"

    class SignIn(models.TextChoices):
        PASSWORD = "password", "a password"
        GOOGLE = "google", "Google (OAuth 2)"
        MICROSOFT = "microsoft", "Microsoft (OAuth 2)"

    class Begin(models.TextChoices):
        NEW = "new", "with the mail that arrives from now on"
        ALL = "all", "with everything in the folder; what is old gets no acknowledgement"

    class After(models.TextChoices):
        LEAVE = "leave", "leave it untouched"
        SEEN = "seen", "mark it as read"
        MOVE = "move", "move it to another folder"
        DELETE = "delete", "delete it"

    id = models.BigAutoField(primary_key=True)
    address = models.TextField(unique=True)  # lower case; the brand's address whose mail lies here
    host = models.TextField()
    port = models.IntegerField()
    security = models.TextField(choices=Security.choices, default=Security.TLS, db_default=Security.TLS)
    user = models.TextField()
    sign_in = models.TextField(choices=SignIn.choices, default=SignIn.PASSWORD, db_default=SignIn.PASSWORD)
    password = models.TextField(default="", db_default="", blank=True)  # sealed: password or refresh token
    oauth_client = models.TextField(default="", db_default="", blank=True)
    oauth_secret = models.TextField(default="", db_default="", blank=True)  # sealed
    oauth_tenant = models.TextField(default="", db_default="", blank=True)  # Microsoft's directory
    folders = models.JSONField(default=list)  # of names; empty means the inbox
    begin = models.TextField(choices=Begin.choices, default=Begin.NEW, db_default=Begin.NEW)
    after = models.TextField(choices=After.choices, default=After.LEAVE, db_default=After.LEAVE)
    after_folder = models.TextField(default="", db_default="", blank=True)
    believed = models.JSONField(default=list)  # its servers, by the name in Authentication-Results
    enabled = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()  # a fetcher that knows an older one begins again

    last_ok_at = models.DateTimeField(null=True)
    last_mail_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    last_error = models.TextField(default="", db_default="", blank=True)
    remedy = models.TextField(default="", db_default="", blank=True)

    class Meta:
        db_table = "mail_mailbox"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(after="move") | ~models.Q(after_folder=""), name="mail_mailbox_move_where"
            ),
            models.CheckConstraint(
                condition=models.Q(failing_since__isnull=True) | ~models.Q(last_error=""),
                name="mail_mailbox_fails_why",
            ),
        ]

    def __str__(self) -> str:
        return self.address


class Folder(models.Model):
    """How far a folder has been read. A new UIDVALIDITY means that its numbers mean nothing any more."""

    id = models.BigAutoField(primary_key=True)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="reached")
    name = models.TextField()
    uidvalidity = models.BigIntegerField()
    last_uid = models.BigIntegerField()
    old_until = (
        models.BigIntegerField()
    )  # numbers up to here may be mail from before `began_at`: see Mailbox.begin
    began_at = models.DateTimeField()

    class Meta:
        db_table = "mail_folder"
        constraints = [models.UniqueConstraint(fields=["mailbox", "name"], name="mail_folder_once")]

    def __str__(self) -> str:
        return self.name


class Relay(models.Model):
    """The server that takes our mail, when it is set in the desk; and how sending goes. At most one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    protocol = models.TextField(default="smtp", db_default="smtp")  # smtp | lmtp
    security = models.TextField(default="starttls", db_default="starttls")  # none | starttls | tls
    host = models.TextField(default="", db_default="", blank=True)  # "" when the environment names the relay
    port = models.IntegerField(default=587, db_default=587)
    user = models.TextField(default="", db_default="", blank=True)
    password = models.TextField(default="", db_default="", blank=True)  # sealed
    last_ok_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    last_error = models.TextField(default="", db_default="", blank=True)
    remedy = models.TextField(default="", db_default="", blank=True)

    class Meta:
        db_table = "mail_relay"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="mail_relay_one")]

    def __str__(self) -> str:
        return self.host


class PlusAddress(models.Model):
    """Whether mail to name+anything@… reaches us: asked by a test mail, answered when that mail comes in."""

    address = models.TextField(primary_key=True)  # lower case, without plus
    token = models.TextField(default="", db_default="", blank=True)  # in the test's address, while it is out
    asked_at = models.DateTimeField(null=True)
    works = models.BooleanField(null=True)  # None: never tried
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mail_plus_address"

    def __str__(self) -> str:
        return self.address


class SandboxMail(models.Model):
    """A mail as its recipient would get it: the demo's mailbox, in place of a relay."""

    id = models.BigAutoField(primary_key=True)
    message_id = models.TextField()
    address = models.TextField()  # lower case
    return_path = models.TextField(default="", db_default="", blank=True)
    message = models.BinaryField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mail_sandbox"
        constraints = [models.UniqueConstraint(fields=["message_id", "address"], name="mail_sandbox_once")]
        indexes = [models.Index(fields=["address", "-at"], name="mail_sandbox_of")]

    def __str__(self) -> str:
        return self.message_id
