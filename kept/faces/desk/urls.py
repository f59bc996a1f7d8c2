"""The desk's addresses: a noun for each thing, a noun for each verb."""

from django.urls import path

from kept.faces.desk.views import (
    case,
    contacts,
    customers,
    ending,
    joining,
    me,
    notices,
    outbox,
    owed,
    owning,
    people,
    promises,
    quarantine,
    saying,
    settings,
    style,
    welcome,
)

app_name = "desk"
urlpatterns = [
    # What we owe
    path("", owed.owed, name="owed"),
    path("mine", owed.mine, name="mine"),
    path("unowned", owed.unowned, name="unowned"),
    path("waiting", owed.waiting, name="waiting"),
    # A case, and what can be done in it
    path("case/<str:reference>", case.case, name="case"),
    path("case/<str:reference>/answer", saying.answering, name="answering"),
    path("case/<str:reference>/note", saying.noting, name="noting"),
    path("case/<str:reference>/promise", saying.promising, name="promising"),
    path("case/<str:reference>/owner", owning.assigning, name="assigning"),
    path("case/<str:reference>/handover", owning.handing_over, name="handing_over"),
    path("case/<str:reference>/snooze", ending.snoozing, name="snoozing"),
    path("case/<str:reference>/settlement", ending.settling, name="settling"),
    path("case/<str:reference>/reopening", ending.reopening, name="reopening"),
    path("case/<str:reference>/spam", ending.spamming, name="spamming"),
    path("case/<str:reference>/merge", joining.merging, name="merging"),
    path("case/<str:reference>/split", joining.splitting, name="splitting"),
    path(
        "case/<str:reference>/participant/<int:participant>/acceptance", joining.accepting, name="accepting"
    ),
    path("case/<str:reference>/participant/<int:participant>/parting", joining.parting, name="parting"),
    # A contact beside its page
    path("case/<str:reference>/contact/<int:contact>/html", contacts.contact_html, name="contact_html"),
    path("case/<str:reference>/contact/<int:contact>/text", contacts.contact_text, name="contact_text"),
    path("case/<str:reference>/contact/<int:contact>/source", contacts.contact_raw, name="contact_raw"),
    path(
        "case/<str:reference>/contact/<int:contact>/file/<int:attachment>",
        contacts.attachment,
        name="attachment",
    ),
    # A promise
    path("promise/<str:code>/keeping", promises.keeping, name="keeping"),
    path("promise/<str:code>/release", promises.releasing, name="releasing"),
    path("promise/<str:code>/time", promises.moving, name="moving"),
    path("promise/<str:code>/void", promises.voiding, name="voiding"),
    # Customers
    path("customers", customers.customers, name="customers"),
    path("customer/<str:code>", customers.customer, name="customer"),
    path("customer/<str:code>/link", customers.linking, name="linking"),
    path("customer/<str:code>/link/<int:link>/end", customers.unlinking, name="unlinking"),
    # What did not come in, what did not leave, what I was told
    path("quarantine", quarantine.quarantine, name="quarantine"),
    path("quarantine/<int:quarantine>/source", quarantine.quarantine_raw, name="quarantine_raw"),
    path("quarantine/<int:quarantine>/retry", quarantine.retrying, name="retrying"),
    path("quarantine/<int:quarantine>/dismissal", quarantine.dismissing, name="dismissing"),
    path("outbox", outbox.outbox, name="outbox"),
    path("outbox/<int:outgoing>/cancellation", outbox.cancelling, name="cancelling"),
    path("outbox/<int:outgoing>/try", outbox.sending_again, name="sending_again"),
    path("outbox/hold/end", outbox.letting_go, name="letting_go"),
    path("notices", notices.notices, name="notices"),
    path("notices/read", notices.reading, name="reading_all"),
    path("notices/<int:notice>/read", notices.reading, name="reading"),
    # Set-up
    path("settings", settings.settings, name="settings"),
    path("settings/mailbox", settings.mailbox, name="new_mailbox"),
    path("settings/mailbox/test", settings.trying_mailbox, name="trying_new_mailbox"),
    path("settings/mailbox/<int:mailbox>", settings.mailbox, name="mailbox"),
    path("settings/mailbox/<int:mailbox>/test", settings.trying_mailbox, name="trying_mailbox"),
    path("settings/relay", settings.relay, name="relay"),
    path("settings/relay/test", settings.trying_relay, name="trying_relay"),
    path("settings/pledge", settings.pledge, name="pledge"),
    path("settings/people", people.people, name="people"),
    path("settings/people/new", people.joining, name="joining"),
    path("settings/people/<int:agent>", people.changing, name="changing"),
    path("settings/people/<int:agent>/link", people.inviting, name="inviting"),
    # The reader
    path("me", me.me, name="me"),
    path("me/light", me.light, name="light"),
    path("me/keys", me.keys, name="keys"),
    path("keys", me.help, name="help"),
    path("welcome/<str:token>", welcome.welcome, name="welcome"),
    path("style", style.style, name="style"),
]
