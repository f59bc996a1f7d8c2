"""Which address leads where."""

from django.urls import include, path
from django.views.generic import RedirectView

handler500 = "kept.project.shell.trouble.server_error"  # 503 with its reason while the database is away

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="desk:owed"), name="home"),
    path("accounts/", include("allauth.account.urls")),
    path("desk/", include("kept.faces.desk.urls")),
    path("sandbox/", include("kept.faces.sandbox.urls")),
]
