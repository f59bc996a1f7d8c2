"""The sandbox mailbox's addresses."""

from django.urls import path

from kept.faces.sandbox import views

app_name = "sandbox"
urlpatterns = [
    path("", views.mailbox, name="mailbox"),
    path("new", views.writing, name="writing"),
    path("<int:mail>", views.letter, name="letter"),
    path("<int:mail>/answer", views.answering, name="answering"),
]
