"""What the journal says of outings."""

from pontdesarts.journal.verbs import Verb

TOLD = Verb("outings.told", "a dit qui est venu ({source}) : {said}")
CORRECTED = Verb("outings.corrected", "a corrigé qui est venu ({source}) : {said}, au lieu de : {before}")
TAKEN_BACK = Verb("outings.taken_back", "ne sait plus qui est venu ({source}), après avoir dit : {before}")
COUNTED = Verb("outings.counted", "a compté {people} en tout à cette date ({source})")
FELT = Verb("outings.felt", "a raconté la sortie")
UNFELT = Verb("outings.unfelt", "a retiré ce qui racontait la sortie")
ASKED = Verb("outings.asked", "a demandé à {to} qui est venu : {outings}")
CHANNEL = Verb("outings.channel", "veut être interrogé {how} sur ses sorties")
LINKS_WITHDRAWN = Verb("outings.links_withdrawn", "a retiré les liens qui demandent qui est venu")
NUMBER_GIVEN = Verb("outings.number_given", "a donné un numéro pour le SMS de la veille ({people})")
NUMBER_WITHDRAWN = Verb("outings.number_withdrawn", "a retiré un numéro donné pour le SMS de la veille")
TEXTED = Verb("outings.texted", "a envoyé le SMS de la veille")
NOT_TEXTED = Verb("outings.not_texted", "n'a pas pu envoyer le SMS de la veille")
CHANGE_TEXTED = Verb("outings.change_texted", "a prévenu par SMS que la date change")
END_TEXTED = Verb("outings.end_texted", "a prévenu par SMS que la sortie n'a plus lieu, et effacé le numéro")
REMINDED_BEFORE = Verb("outings.reminded_before", "a rappelé à {to} {outings} à venir")
RHYTHM_CHANGED = Verb("outings.rhythm_changed", "a changé le rythme des retours : {fields}")
COUNT_SEEN = Verb(
    "outings.count_seen", "a vu que le compte du lieu ne tombe pas juste, et garde les réponses des relais"
)
COUNT_REOPENED = Verb("outings.count_reopened", "veut revoir le compte du lieu")
VERSIONS_ASKED = Verb("outings.versions_asked", "a demandé à {to} de relire ce qui a été dit : {outings}")
STATED = Verb("outings.stated", "a envoyé à {to} le relevé de ce qui manque : {outings}")
REMINDED = Verb("outings.reminded", "a envoyé à {to} la piqûre de rappel du trimestre")
CALLED = Verb("outings.called", "a appelé le relais au sujet des absences : {decision}")
