"""Which words attribute, and how: verbs by what they govern, nouns that name an utterance, words that name a speaker.

Verbs are listed by base form. Leaves out syntax: whether a listed word attributes here is decided by `frames.py`.
"""

from typing import Literal

Governs = Literal["clause", "addressee", "naming", "charge", "infinitive", "denial", "object"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SAYING = _set(
    """say add announce argue assert affirm allege admit acknowledge agree answer boast caution claim comment complain concede
    conclude confess confide confirm contend continue counter declare disclose emphasise emphasize estimate explain exclaim
    forecast foresee hint hold imply indicate insist interject joke lament maintain mention muse note observe object opine
    point predict proclaim protest quip react reaffirm reason recall reckon recount reiterate relate remark repeat reply
    report respond retort reveal signal specify speculate state stress stipulate suggest swear testify think underline underscore
    venture volunteer vow warn wonder worry write yell shout tweet blog post email text message read quote chant joke plead
    guess hear certify attest recommend propose demand advise write urge suspect
    believe consider doubt expect fear feel hope trust assume imagine anticipate
    show find demonstrate prove suggest list cite calculate allow grant decry bemoan fume gripe grumble moan mutter whisper
    murmur sigh snarl sniff thunder chide pledge promise threaten offer guarantee rejoin recite advocate pray fret posit surmise
    suppose presume rebut reassert intimate insinuate summarise summarize crow rail vent accept radio cry laugh scoff sneer joke
    """
)
"""Take a clause or a quotation as what is said."""
ASKING = _set("ask wonder demand inquire enquire query")
"""Take a question; a quoted one is said, a reported one asserts nothing."""
WEAK_SAYING = _set(
    """add answer continue counter point react read recall reason rule hold figure gather hear learn find prove list cite
    consider doubt know remember show decide offer grant allow object agree laugh cry quote chant text post email message demand
    propose recommend realise realize understand regret trust regret imagine calculate advocate pray repeat respond hint joke
    crow rail vent comment conclude demonstrate foresee forecast expect anticipate assume suppose presume state
    """
)
"""Attribute only with a clause or a quotation as their object, never with a plain noun."""
TELLING = _set(
    "tell inform assure remind warn notify advise promise reassure persuade convince teach text email message ask write brief caution alert"
)
"""May take an addressee before the clause."""
NAMING = _set(
    "call describe label brand dub term denounce condemn dismiss characterise characterize depict portray praise hail regard view slam blast decry criticise criticize deride mock ridicule attack lambaste laud see defend tout bill liken"
)
"""Give something a name: "called it a disgrace", "dismissed the report as nonsense"."""
CHARGING = _set("accuse blame fault credit charge thank criticise criticize suspect")
"""Charge somebody with something: "accused X of Y", "blamed X for Y"."""
VOWING = _set("promise vow pledge threaten swear guarantee undertake")
"""With an infinitive, what the speaker says of himself: "promised not to block the budget"."""
URGING = _set("urge advise call implore exhort beg")
"""Bid somebody do something: "urged parents to keep children home"."""
FIGURES = _set("predict forecast estimate")
"""Take a figure or an event as a plain noun: "had forecast 60,000", "put the toll at 40"."""
NEVER_AFTER = _set("rule decide agree read hold find offer grant propose demand add feel record") - {"add", "find"}
"""Do not attribute a statement that stands before them."""
DENYING = _set("deny dispute reject refute rebut contradict contest dismiss disavow")
QUOTED_ONLY = _set(
    "smile laugh shrug grin nod sigh sob weep snap bark growl roar chant hiss sing demand radio cable growl cheer coo gasp scream whimper"
)
"""Attribute only beside direct speech."""
ATTITUDES = _set(
    """want wish seek support oppose favour favor endorse like love hate dislike welcome reject refuse decline defend
    praise criticise criticize condemn denounce decry slam blast attack mock lambaste deride laud hail applaud thank urge ask press
    request demand call propose recommend intend aim vow pledge promise threaten agree disagree question     dismiss discuss mention cite refer invoke tout describe portray depict accuse blame fault credit express
    voice reiterate echo outline detail explain defend promote advocate embrace reject approve veto decide
    resolve hope fear expect regret worry doubt believe feel seem appear view regard remember recall forget
    appeal apologise apologize congratulate complain protest object oppose warn caution advise direct order instruct encourage invite
    rule declare announce unveil reveal publish present offer talk lecture debate insult rip ridicule chide
    scold rebuke reprimand castigate excoriate eviscerate pan trash laud extol celebrate honour honor disavow renounce repudiate
    denigrate belittle bash berate deplore bemoan lament mourn resent admire respect trust distrust"""
)
"""Report a stance or a speech act towards something; only the broad reading counts them."""

NEVER_STANCES = _set("allow consider continue find hold know prove state think see")
"""Verbs of saying that without a clause or a quotation are something else: "held talks", "found the body"."""
NOUNS = _set(
    """accusation admission allegation announcement answer argument assertion assessment assumption assurance belief boast claim
    comment complaint concern conclusion confession confirmation contention conviction criticism declaration denial description
    estimate evidence expectation explanation fear finding forecast guess hint hope idea implication indication insistence
    insinuation lie message notion opinion perception pledge prediction promise proposal report revelation rumour rumor sense sign excuse defence defense line argument
    statement suggestion suspicion testimony theory threat view vow warning word understanding remark"""
)
"""Name an utterance or a thought; with "that" and a clause they attribute."""
ACCORDING = (
    ("according", "to"), ("in", "the", "words", "of"), ("in", "the", "view", "of"), ("in", "the", "opinion", "of"),
    ("in", "the", "eyes", "of"), ("as", "per"),
)  # fmt: skip
IMPERSONAL = _set("trend increase decline rise fall drop move timing silence trends moves")
"""What "suggests" or "shows" something without anybody's saying so."""
DOCUMENTS = _set(
    """report statement study survey poll letter memo email e-mail paper article book website post tweet message filing document
    documents indictment complaint lawsuit suit affidavit transcript minutes records invoices email emails figures data audit
    review inquiry investigation analysis forecast bulletin sign notice leaflet poster label note judgment judgement ruling
    verdict dispatch release broadcast interview column editorial headline magazine newspaper"""
)
MESSAGES = _set("release statement letter note email e-mail memo message post tweet communique telegram")
"""Documents through which their author speaks."""
COUNTS = _set("count tally estimate estimates figures calculation calculations projection projections")
"""Figures for which whoever gives them vouches."""
PERSON_NOUNS = _set(
    """man woman boy girl person spokesman spokeswoman spokesperson minister president premier chancellor secretary mayor governor
    senator lawmaker mp deputy ambassador envoy diplomat official officer officers inspector constable sheriff general colonel captain
    commander soldier judge prosecutor lawyer solicitor barrister attorney counsel witness victim survivor suspect defendant resident neighbour
    neighbor farmer teacher doctor nurse surgeon patient scientist researcher professor economist analyst expert engineer worker driver
    pilot manager director chairman chairwoman chair chief executive boss owner founder coach captain player striker goalkeeper
    author writer editor reporter journalist correspondent critic reviewer actor actress singer pastor priest bishop imam rabbi
    pope king queen prince princess leader head activist campaigner organiser organizer volunteer student pupil parent mother father
    son daughter sister brother husband wife widow widower grandmother grandfather uncle aunt cousin friend colleague aide adviser
    advisor insider source trader investor shopkeeper landlord tenant candidate opponent rival delegate councillor treasurer
    commissioner ombudsman auditor coroner pathologist investigator detective superintendent fire-fighter firefighter paramedic
    passenger traveller tourist visitor customer consumer voter citizen veteran refugee migrant speaker narrator historian biologist
    seismologist meteorologist hydrologist conservationist spokesperson clerk caretaker supervisor foreman conductor steward referee
    whistleblower whistle-blower informant eyewitness bystander juror relative"""
)
GROUP_NOUNS = _set(
    """officials sources people police experts analysts economists residents witnesses neighbours neighbors families relatives
    doctors scientists researchers engineers lawyers prosecutors investigators authorities critics opponents supporters campaigners
    activists unions workers teachers nurses farmers traders investors ministers lawmakers mps senators diplomats aides advisers
    insiders observers historians rescuers firefighters soldiers troops officers parents students survivors shareholders directors
    organisers organizers hauliers voters customers passengers locals villagers islanders colleagues friends ministers
    councillors detectives others some many most several those both two three four five"""
)
BODY_NOUNS = _set(
    """ministry government company firm bank agency department council court tribunal commission committee parliament party union
    association federation alliance institute university hospital school church club team league army navy force police authority
    regulator watchdog office bureau board body group organisation organization charity foundation network newspaper paper
    magazine broadcaster channel site website service station utility operator airline maker retailer manufacturer supplier producer developer
    lender insurer brewer carmaker chipmaker airport port museum theatre embassy palace cabinet administration treasury senate
    congress assembly house jury panel inquiry state country city town kremlin coalition opposition bakery chain startup start-up
    business corporation syndicate consortium fund trust lab laboratory centre center academy society guild chamber confederation"""
)
ANONYMOUS = _set("sources source officials official people person insiders insider aides aide diplomats diplomat")
ADDRESSEES = _set(
    "reporters journalists parliament lawmakers mps senators investors shareholders viewers readers colleagues delegates supporters staff students police officers directors"
)
