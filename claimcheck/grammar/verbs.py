"""Verbs of news prose with all their forms, so that a clause can be told from a phrase without a trained tagger.

Leaves out rare verbs: an unknown word is a noun to the rules, and the sentence stays whole.
"""

from typing import Literal

Form = Literal["base", "s", "past", "part", "ing"]

_REGULAR = """
abandon abate abolish absorb abuse accelerate accept access accommodate accompany accomplish account accrue accumulate accuse achieve
acknowledge acquire acquit act activate adapt add address adhere adjourn adjust administer admire admit adopt advance advertise advise
advocate affect affirm agree aid aim air alarm alert alienate align allege alleviate allocate allot allow alter amass amaze amend amount amplify
analyse analyze anger announce annoy annul answer anticipate apologise apologize appeal appear applaud apply appoint appreciate
apprehend approach approve argue arm arrange arrest arrive ascend ask assault assemble assert assess assign assist assume assure attach attack
attain attempt attend attract attribute auction audit authorise authorize avert avoid await award back backfire bail balance ban bang bank bar
bargain base bash battle beg behave believe belong benefit besiege blame blast bleach blend bless block blow blur boil board boast boil bolster brag bomb book
boost bother bounce bow boycott brand breach breathe brief broaden brush budget burden burn bury bypass calculate call calm campaign cancel
cap capture care carry carve cause caution cave cease celebrate cement censor centre certify challenge champion change channel characterise
characterize charge chart chase check cheer chill circulate cite claim clarify clash classify clean clear climb close coach coincide collaborate
collapse collect collide combat combine comfort command commend comment commission commit communicate compare compel compensate compete compile
complain complement complete complicate comply compose comprise compromise conceal concede conceive concentrate concern conclude condemn condone
conduct confer confess confide confine confirm confiscate conflict confront confuse congratulate connect conquer consent conserve consider consist
console consolidate constitute construct consult consume contact contain contaminate contend contest continue contract contradict contrast
contribute control convene converge convert convey convict convince cook cool cooperate cope copy correct correspond corroborate cough counsel
count counter couple court cover crack crash crawl create credit cripple criticise criticize cross crowd crown crumble crush cultivate curb cure
curtail damage dance dare date deal debate debut decide declare decline decrease decry dedicate deem deepen default defeat defect defend defer
define defuse defy degrade delay delegate delete deliver demand demolish demonstrate denounce deny depart depend depict deplete deploy deplore
deport depose deposit deprive derail derive descend describe desert deserve design designate desire destabilise destabilize destroy detail detain
detect deter deteriorate determine detonate devastate develop deviate devise devote diagnose dictate die differ diminish dine dip direct
disagree disappear disappoint disapprove disband discard discharge discipline disclose discontinue discourage discover discredit discriminate
discuss disguise dismantle dismiss dispatch disperse display displace dispose dispute disqualify disregard disrupt dissolve distance distinguish distort
distract distribute disturb ditch dive divert divest divide divorce dock document dominate donate double doubt downgrade download downplay draft
drag drain drift drill drop drown dry dub dump duplicate earn ease echo edit educate elaborate elect elevate eliminate elude email embark embarrass
embezzle embrace emerge emit emphasise emphasize employ empower empty enable enact encounter encourage end endanger endorse endure enforce engage
engineer enhance enjoy enlist enquire enrol enroll ensue ensure enter entertain entitle envisage equal equip erase erect erode erupt escalate
escape escort espouse establish estimate evacuate evade evaluate evolve exacerbate examine exceed exchange exclude excuse execute exempt exercise
exert exhaust exhibit exist exit exonerate expand expect expel experience expire explain explode exploit explore export expose express extend
extinguish extract extradite face facilitate fade fail falter fare fasten favor favour fear feature feed field figure file fill film finalise
finalize finance fine finish fire fit fix flag flare flatten flee flip float flock flood flourish flow fluctuate fold follow fool force forecast
forge form formalise formalize foster found frame free freshen fuel fulfil fulfill function fund fuse gain gamble garner gather gauge
gaze generate glance govern grab graduate grant grasp greet grip group guarantee guard guess guide guzzle hail halt halve hammer hamper hand handle hang
happen harass harbour harden harm harvest hasten hate haul haunt head heal heat hedge heed heighten help herald hesitate highlight hijack hike
hinder hint hire hoist honor honour hope host hover hunt hurry idle identify ignite ignore illustrate imagine impact impair impeach impede
implement implicate imply import impose impound impress imprison improve incite include incorporate increase incur indicate indict induce indulge infect
infer infiltrate inflate inflict influence inform infringe inhabit inherit inhibit initiate inject injure innovate inquire insert insist inspect
inspire instal install instigate instruct insulate insult insure integrate intend intensify interact intercept interest interfere interpret
interrogate interrupt intervene interview intimidate introduce invade invalidate invent invest investigate invite invoke involve isolate issue jail
jeopardise jeopardize join joke judge jump justify kick kidnap kill kiss knock label lack lament land languish lapse last laud laugh launch launder
leak lean learn lease leave lecture legalise legalize legislate lengthen lessen levy liberate license lift light like limit line linger link liquidate list
listen live load loan lobby locate lock lodge log look loom loosen loot lose love lower lure maintain manage mandate manipulate manufacture march mark
market marry mask master match materialise materialize matter mature maximise maximize measure mediate mention merge merit migrate mind minimise
minimize mirror miss mistreat mix mobilise mobilize mock model moderate modernise modernize modify monitor mount mourn move multiply murder
muster name narrow navigate near necessitate need negate neglect negotiate nod nominate normalise normalize note notice notify number obey object
oblige obscure observe obstruct obtain occupy occur offend offer offset open operate oppose opt order organise organize originate oust outline outlaw
outnumber outpace outrage outweigh overhaul overlook overpower overrule overshadow oversee overturn overwhelm owe own pack paint pardon park
parole part participate pass patrol pause pave peak penalise penalize perceive perform permit perpetuate persist persuade phase phone picket pick pilot
pin pioneer pitch place plague plan plant play plead please pledge plot plough plug plummet plunge point poison police poll pool pop pose position
possess post postpone pour practise praise pray preach precede predict prefer prejudice premiere prepare prescribe present preserve preside press pressure
presume pretend prevail prevent price privatise privatize probe proceed process proclaim procure produce profess profit program progress prohibit
project proliferate prolong promise promote prompt propel propose prosecute prosper protect protest prove provide provoke publicise publicize
publish pull pump punch punish purchase purge pursue push qualify quarrel quash quell query question queue quip quote race raid rain raise rally ramp range
rank rate ratify rattle ravage reach react readmit realise realize reap reappear rebound rebuff rebuke recall recapture receive recede recite
reckon reclaim recognise recognize recommend reconcile reconsider reconstruct record recount recover recruit rectify recycle redirect reduce refer
reference refine reflect reform refrain refresh refuel refund refurbish refuse refute regain regard register regret regroup regulate rehabilitate reign reinforce
reinstate reiterate reject rejoin relate relax relay release relieve relocate rely remain remand remark remedy remember remind remove rename render renew
renounce renovate rent reopen reorganise reorganize repair repatriate repeal repeat replace replenish reply report represent reprimand request require
rescue research resemble resent reserve reshape reshuffle reside resign resist resolve resort respect respond rest restart restore restrain restrict restructure
result resume resurface retail retain retaliate retire retract retreat retrieve return reunite reveal reverse revert review revise revisit
revive revoke revolve reward rig rip risk rival roam roar rob rock roll rot round rout rubbish ruin rule rumble rupture rush sack sacrifice
safeguard sag sail salvage sanction satisfy save scale scan scare scatter schedule scold score scramble scrap scrape scream screen scrutinise
scrutinize seal search seat secure seem segregate seize select sense sentence separate serve service settle shape share shatter shelter shelve shield shift ship
shock shop shorten shoulder shout shove show shower shrug shun shuttle shutter side sidestep sign signal silence simplify simulate situate sketch ski skip
slam slap slash slate slice slip slow slump smash smear smell smile smoke smooth smuggle snap snatch snub soak soar sob soften solicit solve sort
sound spare spark specialise specialize specify speculate spell spike spill splash spoil sponsor spot spray spur spy squander squeeze stab stabilise
stabilize staff stage stagger stain stake stall stamp star stare start startle starve stash state station stay steady steer stem step stiffen stifle
stimulate stipulate stockpile stoke stop store storm straddle strain strand stray streamline strengthen stress stretch strip structure struggle study stuff
stumble stun subject submit subpoena subscribe subside subsidise subsidize substantiate substitute succeed succumb sue suffer suffice suggest suit sum
summarise summarize summon supervise supplement supply support suppose suppress surface surge surpass surprise surrender surround survey survive suspect
suspend sustain swamp swap switch symbolise symbolize sympathise sympathize table tackle tail tailor tamper tap target taste tax tease telegraph telephone
televise tempt tend tender terminate terrify test testify thank thaw theorise thrive threaten thwart tie tighten tilt time tip tire toast tolerate top topple
torture toss total touch tour tout tow trace track trade traffic trail train transcend transfer transform translate transmit transport trap travel treat
trek trigger trim triple trouble trumpet trust try tumble turn tweak tweet twist type unblock uncover underline undermine underscore unearth unfold
unify unite unlock unravel unveil update upgrade uplift upload urge use usher utter vacate validate value vanish vary veer vent venture verify veto view
vilify violate visit visualise voice void volunteer vote vow wade wait waive walk wander want ward warm warn warrant wash waste watch water waver weaken
weather wed weigh welcome widen wipe wish witness wonder work worry worsen wound wrap wreck wrestle yell yield zoom
message text radio tout mull pen lash slam blast berate lambast rail vent bemoan deride disparage blog boo concur counterclaim disavow estimate
exclaim fume gripe insinuate intimate interject lambaste muse opine ponder posit postulate proffer quibble recant reaffirm reassert reassure rebut
focus talk afford abide recuse upend prioritise prioritize unleash sway rethink tune mitigate borrow sneak energise energize wield
rein defund craft reverberate resonate vet replicate galvanise galvanize whip stir rescind grapple coordinate cede capitalise capitalize assuage coalesce redefine peel temper suck stymie
showcase motivate hinge funnel transition swallow solidify skirt revamp renegotiate print pivot override nudge leverage hack delve clinch circumvent articulate utilise utilize
ratchet pile jam eradicate elicit dissuade refocus rebel rage encompass dampen betray renege reignite average stream repudiate pare pair codify underestimate trickle rub reintroduce evoke enshrine
choke marginalise instil instill frighten criminalise criminalize own rehire reelect re-elect overstate understate misrepresent misuse outlast resurrect
relate retort surmise venture vouch acquiesce extol eulogise eulogize eviscerate excoriate exhort implore implead apportion ascribe cheat
disown disbelieve dismay enthuse fault fret grumble heckle hypothesise idolise lecture mutter whisper murmur sigh snarl sniff taunt thunder
mend wreak entice embolden entail incriminate relent repay evaporate skew dispel spiral triumph collude vindicate anchor mentor purport embody
dislike skyrocket implode reconvene reassess chair caucus meddle recoup reprint
trumpet moan plead chide chastise castigate scorn ridicule trash slate flout flunk ship seep sputter sprout spurn stipulate
""".split()  # fmt: skip
_IRREGULAR = """
show showed shown;arise arose arisen;awake awoke awoken;bear bore borne;beat beat beaten;become became become;begin began begun;bend bent bent;bet bet bet;bid bid bid;bind bound bound;
bite bit bitten;bleed bled bled;blow blew blown;break broke broken;breed bred bred;bring brought brought;broadcast broadcast broadcast;build built built;burst burst burst;
buy bought bought;cast cast cast;catch caught caught;choose chose chosen;cling clung clung;come came come;cost cost cost;creep crept crept;cut cut cut;deal dealt dealt;
dig dug dug;draw drew drawn;dream dreamt dreamt;drink drank drunk;drive drove driven;dwell dwelt dwelt;eat ate eaten;fall fell fallen;feed fed fed;feel felt felt;fight fought fought;find found found;
flee fled fled;fling flung flung;fly flew flown;forbid forbade forbidden;forecast forecast forecast;foresee foresaw foreseen;forget forgot forgotten;forgive forgave forgiven;forgo forwent forgone;
freeze froze frozen;get got got;give gave given;go went gone;grind ground ground;grow grew grown;hang hung hung;hear heard heard;hide hid hidden;hit hit hit;hold held held;hurt hurt hurt;
keep kept kept;kneel knelt knelt;know knew known;lay laid laid;lead led led;leap leapt leapt;leave left left;lend lent lent;let let let;lie lay lain;light lit lit;lose lost lost;make made made;
mean meant meant;meet met met;mislead misled misled;mistake mistook mistaken;misunderstand misunderstood misunderstood;outdo outdid outdone;overcome overcame overcome;overrun overran overrun;
oversee oversaw overseen;overtake overtook overtaken;overthrow overthrew overthrown;partake partook partaken;pay paid paid;prove proved proven;put put put;quit quit quit;read read read;rebuild rebuilt rebuilt;rend rent rent;
rid rid rid;ride rode ridden;ring rang rung;rise rose risen;run ran run;say said said;see saw seen;seek sought sought;sell sold sold;send sent sent;set set set;sew sewed sewn;shake shook shaken;
shed shed shed;shine shone shone;shoot shot shot;shrink shrank shrunk;shut shut shut;sing sang sung;sink sank sunk;sit sat sat;slay slew slain;sleep slept slept;slide slid slid;sling slung slung;sow sowed sown;speak spoke spoken;
speed sped sped;spend spent spent;spin spun spun;spit spat spat;split split split;spoil spoilt spoilt;spread spread spread;spring sprang sprung;stand stood stood;steal stole stolen;stick stuck stuck;sting stung stung;
strike struck struck;strive strove striven;swear swore sworn;sweep swept swept;swell swelled swollen;swim swam swum;swing swung swung;take took taken;teach taught taught;tear tore torn;tell told told;think thought thought;
throw threw thrown;thrust thrust thrust;tread trod trodden;undergo underwent undergone;understand understood understood;undertake undertook undertaken;undo undid undone;unwind unwound unwound;uphold upheld upheld;upset upset upset;
wake woke woken;wear wore worn;weave wove woven;weep wept wept;win won won;wind wound wound;withdraw withdrew withdrawn;withhold withheld withheld;withstand withstood withstood;write wrote written;rewrite rewrote rewritten;
redo redid redone;resell resold resold;retell retold retold;rerun reran rerun;reset reset reset;retake retook retaken;remake remade remade;outsell outsold outsold;undercut undercut undercut;sublet sublet sublet
""".replace("\n", "").split(";")  # fmt: skip
_DOUBLED = frozenset(
    """brag admit allot bag ban bar beg blur chat chop clap commit compel concur confer control cop counsel dam defer deter dip drag drip drop drum dub
    equip expel fit flag flap flip grab grip hop hug incur infer jam jog knit knot lag let mob mop nod occur omit pat permit pin plan plot plug
    plod pop prefer prod program propel quip rebut recap refer regret repel rib rig rip rob rot rub sag scan scrap ship shop shrug shun
    shred skip slam slap slip slot snap snub sob span spot stab star stem step stop strap strip stun stir submit sum swap tag tap rub whip thin tip top rebel transfer transmit
    trap trek trim tug unplug wed whip wrap zip abet acquit rid sit hit cut put run win get set begin swim dig forget quit shut split bet bid
    upset spin thrust""".split()
)
_BRITISH = frozenset(
    "cancel counsel fuel label model signal total travel level marshal channel quarrel rival dial initial".split()
)
# Forms that are far more often another word: read as verbs only where nothing else fits.
RARE = frozenset(
    """breaks chair chairs anchor anchors spiral triumph like near time total number water time house hand face place back field line sound fire state present board book market party
    right left found felt thought report post group train rain star ship record service staff table tail test round rest park part fine rent
    ground minute second well mean means may might will can march used sentence sentences crown people parent figure head view point case
    price rate rates cost costs force forces bank banks plant plants service services object objects subject subjects program programs shop shops
    level levels room rooms center centre group groups star stars condition position positions bill bills form forms deal deals
    plan plans report reports claim claims vote votes call calls talk talks move moves attack attacks strike strikes
    change changes increase increases rise rises fall falls cut cuts end ends start starts offer offers order orders
    protest protests race races release releases result results return returns review reviews risk risks rule rules run runs
    share shares show shows sign signs stay stop stops store stores study studies support supports surge surprise survey surveys
    target targets tax taxes threat tour track trade trades travel trial trials trip trips trust try turn turns use uses value values
    visit visits walk watch wave waves win wins work works worry worries wound wounds yield yields
    hope hopes fear fears need needs play plays debate debates demand demands design designs document documents drop drops estimate estimates
    exchange exchanges fight fights film films fund funds gain gains guard guards guide guides help influence interest interests interview interviews issue issues
    judge judges land lands lead leads limit limits list lists lock look looks loss match matches measure measures
    name names note notes notice pause pay phone phones picture picket pilot pilots police poll polls power press pressure process profit profits project projects
    promise promises purchase purchases question questions raid raids range reach reform reforms regret remark remarks repair repairs request requests research
    rescue response reward rights ring risk rival rivals rocket role sale sales sanction sanctions saw scale schedule school score scores search seat seats
    sense set sets shift shock shot shots side sides silence sister site sites sketch slide slump smoke source sources space speech spot spring stage stake stakes stand
    standard station stations step steps storm storms stress stretch structure struggle supply supplies suspect suspects switch trap treat trouble type update view views voice
    ward warrant waste weather witness witnesses comment comments contract contracts control controls copy count counts court courts cover credit cross
    crowd crowds damage dance date dates doubt doubts dream drink drive drug draft echo email emails engineer engineers escape export exports import imports
    contact conduct concern concerns conflict conflicts contest contrast campaign campaigns cause causes charge charges check checks challenge challenges chart
    claim comfort command commission commissions advance advances address access account accounts act acts aid aim aims air alarm answer answers appeal appeals approach
    arrest arrests arm arms assault award awards balance ban bans bar bars base bases battle battles blame blast block blocks blow bomb bombs boost border bow
    boycott brand brief budget budgets burden buy permit permits pledge pledges plot plots ruling merger block blast probe probes""".split()
)


def _with_ending(base: str, ending: str) -> str:
    if base.endswith("e") and not (ending == "ing" and base.endswith(("ee", "oe", "ye"))):
        return base[:-1] + ending
    if ending == "ed" and base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    if base in _DOUBLED or base in _BRITISH:
        return base + base[-1] + ending
    return base + ending


def _s_form(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        return base + "es"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + "s"


def _ing(base: str) -> str:
    if base in ("die", "lie", "tie"):
        return base[:-2] + "ying"
    if base == "panic":
        return "panicking"
    return _with_ending(base, "ing")


def _table() -> dict[str, dict[Form, str]]:
    """Form of a word -> which forms it may be, each with its base."""
    table: dict[str, dict[Form, str]] = {}

    def enter(word: str, form: Form, base: str) -> None:
        table.setdefault(word, {}).setdefault(form, base)

    for entry in _IRREGULAR:
        base, past, part = entry.split()
        enter(past, "past", base)
        enter(part, "part", base)
        for word, form in ((base, "base"), (_s_form(base), "s"), (_ing(base), "ing")):
            enter(word, form, base)  # type: ignore[arg-type]
    irregular = {entry.split()[0] for entry in _IRREGULAR}
    for base in _REGULAR:
        enter(base, "base", base)
        enter(_s_form(base), "s", base)
        enter(_ing(base), "ing", base)
        if base not in irregular:
            enter(_with_ending(base, "ed"), "past", base)
            enter(_with_ending(base, "ed"), "part", base)
        if base in _BRITISH:
            for form, ending in (("past", "ed"), ("part", "ed"), ("ing", "ing")):
                enter(base + ending, form, base)  # type: ignore[arg-type]
    return table


FORMS = _table()
_PAST = {base: word for word, forms in FORMS.items() for form, base in forms.items() if form == "past"}


def forms(word: str) -> dict[Form, str]:
    """Which verb forms a lower-case word may be, with the base: `"said" -> {"past": "say", "part": "say"}`; empty for others."""
    found = FORMS.get(word)
    if found is not None:
        return found
    # A long word in -ed or -ing is a verb even where its base is not listed.
    if len(word) > 5 and word.endswith("ed") and not word.endswith(("eed", "ied")) and word not in _NOT_ED:
        return {"past": word[:-2], "part": word[:-2]}
    if len(word) > 6 and word.endswith("ing") and word not in _NOT_ING:
        return {"ing": word[:-3]}
    return {}


_NOT_ED = frozenset(
    "hundred sacred kindred hatred wicked naked rugged jagged beloved ragged crooked wretched so-called".split()
)
_NOT_ING = frozenset(
    "morning evening building meeting nothing anything something everything during wedding ceiling clothing beijing"
    " according including ruling finding feeling warning hearing offering spending funding housing banking wrongdoing unwilling unwitting understanding mining shipping king spring string wing".split()
)


def past_of(base: str) -> str:
    """Simple past: `"take" -> "took"`."""
    return _PAST.get(base) or _with_ending(base, "ed")


def s_of(base: str) -> str:
    """Third person present: `"deny" -> "denies"`."""
    return {"be": "is", "have": "has"}.get(base) or _s_form(base)
