"""How somebody signs for a brand."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kept.clock import now
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.composer import SignatureForm
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.read.brands import brands
from kept.faces.desk.refusals import checked
from kept.handling.gates import may_write
from kept.handling.letters import signature_for
from kept.pledge.models import Brand
from kept.pledge.queries import current
from kept.refusal import NotFound
from kept.wording.keeping import keep_signature


@require_http_methods(["GET", "POST"])
@at_desk
def signing(request: HttpRequest, brand: str) -> HttpResponse:
    """The reader's own signature for this brand."""
    agent = agent_of(request)
    row = Brand.objects.filter(slug=brand, pk__in=brands(agent)).first()
    if row is None:
        raise NotFound("There is no such brand.")
    if request.method == "POST":
        may_write(agent)
        words = checked(SignatureForm(request.POST))
        keep_signature(row.pk, str(words["text"]), by=agent, now=now())
        return done(
            request, "desk:wording", says=_("You sign for %(brand)s like this now.") % {"brand": row.name}
        )
    form = SignatureForm(initial={"text": signature_for(agent, row.pk, current().brand(row.pk))})
    title = _("Your signature for %(brand)s") % {"brand": row.name}
    return ask(request, form, title=title, act=_("Sign like this"), then="/desk/settings/wording")
