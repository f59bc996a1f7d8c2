"""English words that commit, and those that take a commitment away."""

from __future__ import annotations

from kept.rules.promise import Kind
from kept.rules.spotting.words import words

_VERBS: dict[Kind, str] = {  # base/participle/-ing
    Kind.CALL_BACK: "call/called/calling ring/rung/ringing phone/phoned/phoning"
    " telephone/telephoned/telephoning"
    " dial/dialled/dialling",
    Kind.ANSWER: "reply/replied/replying respond/responded/responding answer/answered/answering"
    " contact/contacted/contacting confirm/confirmed/confirming write/written/writing"
    " email/emailed/emailing"
    " message/messaged/messaging revert/reverted/reverting text/texted/texting",
    Kind.NOTICE: "notify/notified/notifying inform/informed/informing alert/alerted/alerting"
    " tell/told/telling warn/warned/warning remind/reminded/reminding advise/advised/advising",
    Kind.UPDATE: "update/updated/updating report/reported/reporting",
    Kind.REFUND: "refund/refunded/refunding reimburse/reimbursed/reimbursing repay/repaid/repaying"
    " credit/credited/crediting transfer/transferred/transferring compensate/compensated/compensating"
    " wire/wired/wiring",
    Kind.REPLACE: "replace/replaced/replacing exchange/exchanged/exchanging swap/swapped/swapping"
    " substitute/substituted/substituting",
    Kind.SEND: "ship/shipped/shipping dispatch/dispatched/dispatching despatch/despatched/despatching"
    " post/posted/posting mail/mailed/mailing deliver/delivered/delivering resend/resent/resending"
    " forward/forwarded/forwarding fax/faxed/faxing courier/couriered/couriering"
    " express/expressed/expressing",
    Kind.VISIT: "visit/visited/visiting collect/collected/collecting attend/attended/attending"
    " install/installed/installing",
    Kind.CONCESSION: "waive/waived/waiving extend/extended/extending reduce/reduced/reducing"
    " discount/discounted/discounting"
    " grant/granted/granting prolong/prolonged/prolonging deduct/deducted/deducting"
    " honour/honoured/honouring"
    " lower/lowered/lowering honor/honored/honoring knock/knocked/knocking reserve/reserved/reserving",
    Kind.REFER: "refer/referred/referring escalate/escalated/escalating assign/assigned/assigning"
    " delegate/delegated/delegating",
    Kind.OTHER: "check/checked/checking investigate/investigated/investigating repair/repaired/repairing"
    " fix/fixed/fixing cancel/cancelled/cancelling correct/corrected/correcting remove/removed/removing"
    " delete/deleted/deleting change/changed/changing amend/amended/amending resolve/resolved/resolving"
    " examine/examined/examining inspect/inspected/inspecting solve/solved/solving"
    " review/reviewed/reviewing"
    " reset/reset/resetting activate/activated/activating unlock/unlocked/unlocking test/tested/testing"
    " reopen/reopened/reopening register/registered/registering rebook/rebooked/rebooking"
    " clarify/clarified/clarifying"
    " adjust/adjusted/adjusting restore/restored/restoring complete/completed/completing"
    " finish/finished/finishing"
    " reissue/reissued/reissuing speak/spoken/speaking talk/talked/talking handle/handled/handling"
    " order/ordered/ordering reorder/reordered/reordering trace/traced/tracing close/closed/closing"
    " block/blocked/blocking upgrade/upgraded/upgrading translate/translated/translating"
    " apply/applied/applying rectify/rectified/rectifying clean/cleaned/cleaning",
}
_LIGHT = (
    "send/sent/sending give/given/giving get/gotten/getting have/had/having make/made/making"
    " issue/issued/issuing"
    " arrange/arranged/arranging process/processed/processing release/released/releasing"
    " offer/offered/offering provide/provided/providing"
    " put/put/putting bring/brought/bringing organise/organised/organising organize/organized/organizing"
    " book/booked/booking schedule/scheduled/scheduling return/returned/returning take/taken/taking"
    " keep/kept/keeping"
    " hold/held/holding pick/picked/picking come/come/coming pass/passed/passing hand/handed/handing"
    " let/let/letting look/looked/looking find/found/finding pay/paid/paying drop/dropped/dropping"
    " follow/followed/following stop/stopped/stopping raise/raised/raising ask/asked/asking set/set/setting"
    " cover/covered/covering sort/sorted/sorting add/added/adding share/shared/sharing"
    " prepare/prepared/preparing"
    " initiate/initiated/initiating trigger/triggered/triggering be/been/being see/seen/seeing"
    " ensure/ensured/ensuring"
    " go/gone/going try/tried/trying leave/left/leaving charge/charged/charging receive/received/receiving"
    " hear/heard/hearing expect/expected/expecting chase/chased/chasing freeze/frozen/freezing"
    " top/topped/topping"
    " involve/involved/involving connect/connected/connecting push/pushed/pushing move/moved/moving"
    " reach/reached/reaching arrive/arrived/arriving deal/dealt/dealing touch/touched/touching"
    " transfer/transferred/transferring guarantee/guaranteed/guaranteeing lock/locked/locking"
    " ready/readied/readying"
    " pop/popped/popping stick/stuck/sticking shoot/shot/shooting ping/pinged/pinging attach/attached/attaching"
    " absorb/absorbed/absorbing bear/borne/bearing shoulder/shouldered/shouldering scan/scanned/scanning"
    " throw/thrown/throwing scrap/scrapped/scrapping strike/struck/striking"
    " reverse/reversed/reversing swing/swung/swinging accept/accepted/accepting upload/uploaded/uploading"
    " connect/connected/connecting drive/driven/driving"
)
FULL: dict[str, Kind] = {}
"""Base forms that tell their kind by themselves."""
ING: dict[str, str] = {}
PARTICIPLES: dict[str, str] = {}
BASES: set[str] = set()
for _kind, _row in [*_VERBS.items(), (None, _LIGHT)]:
    for _forms in _row.split():
        _base, _participle, _ing = _forms.split("/")
        BASES.add(_base)
        ING.setdefault(_ing, _base)
        PARTICIPLES.setdefault(_participle, _base)
        if _kind is not None:
            FULL.setdefault(_base, _kind)

ADVERBS = words(
    "also then now certainly definitely gladly happily personally immediately directly promptly"
    " quickly always"
    " still again just first finally therefore however hereby shortly soon surely absolutely straight today"
    " tomorrow be sure make course of gladly already simply both all each instantly automatically naturally"
    " probably obviously actually even either be kindly fully be immediately"
) - {"be", "make", "of", "all", "each"}
NEGATIONS = words("not never cannot 't neither nor no nobody nothing unable without hardly unfortunately-not")
NOT_NEGATIONS = [
    ("no", "later"),
    ("not", "later"),
    ("not", "only"),
    ("no", "matter"),
    ("no", "longer-than"),
    ("no", "problem"),
]
TRYING = words(
    "try hope aim attempt endeavour endeavor strive love like want need seek plan consider wish intend"
)
HEDGES = words(
    "probably perhaps maybe possibly hopefully usually normally typically generally might may could"
    " would should"
    " expected supposedly presumably likely ordinarily ideally theoretically"
)
HOUSE_RULES = words(
    "usually normally typically generally always policy ordinarily customers everyone anyone whenever"
)
CONDITIONS = words("otherwise if unless provided providing assuming should")
WHETHER_AFTER = words("know see check ask tell confirm out whether sure find asking checking clarify")
EVENTS = words("once when after until-then upon as")
BREAKS = words(", ; : ( ) – — because since which that who but although though whereas while whose where so")
THIRD_PARTIES = words(
    "carrier carriers bank banks dhl ups fedex hermes gls dpd evri royal usps paypal klarna amazon"
    " manufacturer"
    " manufacturers supplier suppliers insurer insurance customs police airline landlord authorities"
    " supplier's provider network visa mastercard stripe court council government utility operator"
    " maker vendor"
    " warehouse's parcelforce tnt apple google microsoft system computer software website app"
    " automatic automatically"
    " automated mailer-daemon neighbour neighbor partner partners seller wife husband son daughter"
)
COLLEAGUES = words(
    "colleague colleagues team technician technicians engineer engineers driver drivers courier"
    " couriers manager"
    " department supervisor lead plumber electrician fitter installer mechanic specialist"
    " specialists someone somebody"
    " accountant accounts warehouse workshop office crew staff expert experts adviser advisor agent"
    " boss head service"
    " support logistics accounting finance surveyor fitters installers director everybody"
    " anyone-of-us accounts dispatch developers developer designers programmers depot billing trainer"
    " consultant consultants reception coordinator planner lawyers people branch"
)
OWN_OBJECTS = words(
    "refund refunds replacement parcel package order money amount part parts label invoice voucher"
    " delivery item"
    " letter documents payment fee fees price deadline return repair credit discount document"
    " paperwork receipt"
    " spare sum reimbursement contract copy appointment collection account data subscription ticket"
    " answer reply"
    " response call complaint booking warranty offer goods shipment visit form set address"
    " confirmation cost costs"
    " rest remainder balance difference sum contents papers deposit access charger device unit"
    " case claim bill charge charges shoes chair table sofa lamp phone laptop machine euros dollars"
    " pounds it they this"
    " these everything that one ones period reservation"
)
"""What a passive says that something will be done with: "your refund will be processed"."""
DUTIES = words("need have able asked required charged find see notice understand agree like want be")
