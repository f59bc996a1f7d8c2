"""Compiles the catalogues when Kept is built or installed, so that nothing compiled lies in the repository."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class MessagesHook(BuildHookInterface):
    """Writes the .mo files beside their catalogues."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before a wheel or an editable installation is made."""
        sys.path.insert(0, str(Path(self.root) / "setup"))
        from messages import compile_all

        for path in compile_all():
            build_data["artifacts"].append(str(path.relative_to(self.root)))
