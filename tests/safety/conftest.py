"""The desk's scene, made by the product's own verbs, with every kind of row that a page can show."""

from tests.desk.conftest import client, made, now, plain_static_files, scene

__all__ = ["client", "made", "now", "plain_static_files", "scene"]
