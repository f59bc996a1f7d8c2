"""Which address leads where."""

from django.urls import include, path
from django.views.generic import RedirectView

from kept.faces.desk.views.passkeys import RemovingPasskey, nobody_comes_in_here

handler500 = "kept.project.shell.trouble.server_error"  # 503 with its reason while the database is away

#: allauth brings these along. An address that somebody claims here would count at the door without any proof.
CLOSED = (
    "signup/",
    "email/",
    "confirm-email/",
    "confirm-email/<str:key>/",
    "password/set/",
    "login/code/confirm/",
)

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="desk:owed"), name="home"),
    *(path(f"accounts/{each}", nobody_comes_in_here) for each in CLOSED),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/second-step/webauthn/keys/<int:pk>/remove/", RemovingPasskey.as_view()),
    path("accounts/second-step/", include("allauth.mfa.urls")),
    path("desk/", include("kept.faces.desk.urls")),
    path("sandbox/", include("kept.faces.sandbox.urls")),
]
