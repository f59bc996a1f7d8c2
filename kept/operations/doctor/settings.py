"""Whether the settings can be used."""

from collections.abc import Mapping

from kept.operations.doctor.finding import Finding, bad, good, warning
from kept.project.environment import BadSettings, Environment, read


def look(environ: Mapping[str, str]) -> tuple[Environment | None, list[Finding]]:
    """The settings, or None when they cannot be used; and what there is to say about them."""
    try:
        environment = read(environ)
    except BadSettings as refusal:
        remedy = "Correct it in the environment; docs/settings.md lists all settings."
        return None, [bad("settings", problem, remedy) for problem in refusal.problems]
    findings = [
        warning("settings", words, "kept settings shows what holds.") for words in environment.warnings
    ]
    if environment.demo:
        findings.append(
            warning(
                "settings",
                "This is a demo: whoever reaches it is signed in.",
                "Unset KEPT_DEMO for real work.",
            )
        )
    return environment, findings or [good("settings", "The settings can be used.")]
