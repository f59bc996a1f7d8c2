"""The file store: attachments by customer and content, on disk or in any S3-compatible store."""

from functools import cache

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage

from kept.contacts.models import Attachment, Upload
from kept.refusal import Refusal


@cache
def store() -> Storage:
    """Where KEPT_FILES says."""
    files = settings.KEPT.files
    if files.folder is not None:
        return FileSystemStorage(
            location=files.folder, file_permissions_mode=0o600, directory_permissions_mode=0o700
        )
    try:
        from storages.backends.s3 import S3Storage
    except ImportError:
        raise Refusal(
            "KEPT_FILES names an S3 store, but its library is not installed.",
            remedy="Install kept with the extra s3.",
        ) from None
    return S3Storage(
        bucket_name=files.bucket,
        location=files.prefix,
        endpoint_url=files.endpoint or None,
        default_acl=None,
        file_overwrite=True,
    )


def name_of(attachment: Attachment | Upload) -> str:
    """Same bytes of the same customer are one file; customers never share one."""
    digest = bytes(attachment.sha256).hex()
    return f"{attachment.customer_id}/{digest[:2]}/{digest}"


def put(attachment: Attachment | Upload, content: bytes) -> None:
    """Store the bytes unless they are there."""
    name = name_of(attachment)
    if not store().exists(name):
        store().save(name, ContentFile(content))


def get(attachment: Attachment | Upload) -> bytes:
    """The bytes of a stored file. OSError when the store has lost it."""
    with store().open(name_of(attachment)) as file:
        content: bytes = file.read()
        return content
