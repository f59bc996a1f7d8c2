"""What the composer takes in: words, who gets them, promises given in them, files, and when they leave."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kept.faces.desk.forms.case import BY_HAND
from kept.faces.desk.forms.times import MomentField
from kept.faces.desk.read.offers import VowSeen
from kept.promises.make import Vow

KINDS = ("to", "cc", "bcc")
#: People and promises that one answer can hold; a form with more was not ours.
MOST = 60
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def people_in(data: QueryDict) -> dict[str, list[tuple[str, str]]]:
    """(name, address) by to, cc and bcc, as the chooser of the form sends them; empty when it was not there."""
    people: dict[str, list[tuple[str, str]]] = {kind: [] for kind in KINDS}
    rows = zip(data.getlist("person_kind"), data.getlist("person_name"), data.getlist("person"), strict=False)
    for kind, name, address in list(rows)[:MOST]:
        if kind in people and address.strip():
            people[kind].append((_typed(name), _typed(address)))
    return people


def _typed(words: str) -> str:
    """One line, without what no letter and no database holds."""
    return " ".join(CONTROL.sub(" ", words).split())[:320]


def vows_in(data: QueryDict) -> list[VowSeen]:
    """The cards of promises in the form, decided or not."""
    columns = [data.getlist(f"vow_{name}") for name in ("key", "state", "kind", "text", "due")]
    found = []
    for key, state, kind, text, due in list(zip(*columns, strict=False))[:MOST]:
        if state in ("found", "on", "off"):
            key, text = key.replace("\0", "")[:200], text.replace("\0", "")[:500]
            found.append(VowSeen(key=key, state=state, kind=kind[:40], text=text, due=due[:40]))
    return found


class VowForm(forms.Form):
    """One promise, as it stands on its card."""

    text = forms.CharField(error_messages={"required": _("Say what the customer will have.")})
    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in BY_HAND])
    due = MomentField()


class AnswerForm(forms.Form):
    """An answer: its words, the last contact that was on screen, and what its writer has decided."""

    text = forms.CharField(strip=False, error_messages={"required": _("The answer has no words yet.")})
    seen = forms.IntegerField(required=False)
    anyway = forms.BooleanField(required=False)
    override_reason = forms.CharField(required=False)
    alone = forms.BooleanField(required=False)  # without a promise, although the words commit us
    later = forms.BooleanField(required=False)
    send_at = MomentField(required=False)

    def __init__(self, data: QueryDict, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.people = people_in(data)
        self.chooses = "person" in data
        self.knowingly = data.getlist("knowingly")
        self.uploads = [
            int(each)
            for each in data.getlist("upload")
            if each.isascii() and each.isdigit() and len(each) < 19
        ]
        self.vows = vows_in(data)

    def clean(self) -> dict[str, Any]:
        """A time for sending later, and who gets it, are asked for only where they are used."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.chooses and not self.people["to"]:
            raise forms.ValidationError(_("Nobody gets this answer yet. Choose somebody under “To”."))
        if cleaned.get("later") and not cleaned.get("send_at") and "send_at" not in self.errors:
            self.add_error("send_at", _("Say when it is to leave."))
        if not cleaned.get("later"):
            self.errors.pop("send_at", None)
            cleaned["send_at"] = None
        return cleaned

    def promised(self, zone: str) -> list[Vow]:
        """The promises that were accepted. Raises ValidationError, in words, when one of them is not whole."""
        given = []
        for vow in self.vows:
            if vow.state != "on":
                continue
            form = VowForm({"text": vow.text, "kind": vow.kind, "due": vow.due})
            if not form.is_valid():
                words = next(iter(form.errors.values()))[0]
                raise forms.ValidationError(words)
            due: datetime = form.cleaned_data["due"]
            given.append(
                Vow(
                    form.cleaned_data["kind"],
                    form.cleaned_data["text"],
                    due,
                    due_words=vow.key,
                    due_zone=zone,
                )
            )
        return given


class NoteForm(forms.Form):
    """A note between us."""

    text = forms.CharField(strip=False)


class CannedForm(forms.Form):
    """A canned answer."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("What you look for when you type / or #."),
        error_messages={"required": _("Give it a name.")},
    )
    text = forms.CharField(
        label=_("Words"),
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Write what it says.")},
    )
    brand = forms.ChoiceField(label=_("For the brand"), required=False)
    language = forms.ChoiceField(label=_("In the language"), required=False)

    def __init__(
        self, *args: Any, brands: list[tuple[int, str]], languages: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["brand"].choices = [("", _("All brands")), *brands]  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", _("Any language")), *languages]  # type: ignore[attr-defined]


class SignatureForm(forms.Form):
    """How somebody signs for a brand."""

    text = forms.CharField(
        label=_("Your signature"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It has to say your name. Empty: the signature of the pledge counts."),
    )
