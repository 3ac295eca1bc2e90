"""Closed word classes and the small open ones that rules lean on."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


DETERMINERS = _set(
    "the a an this that these those each every some any no all both either neither another such several many few most more much half what which whose"
    " my your his her its our their whatever whichever"
)
POSSESSIVES = _set("my your his her its our their")
SUBJECT_PRONOUNS = _set(
    "i we he she they it you who there nobody everybody somebody everyone someone anyone nothing everything something this that these those none one"
)
PRONOUNS = _set(
    "i me we us he him she her they them it you who whom myself yourself himself herself itself themselves ourselves there nobody everybody somebody everyone someone"
    " anyone anybody nothing everything something anything none"
)
MODALS = _set("will would can could shall should may might must ca wo 'll 'd ought cannot")
CONDITIONS = _set("if unless when once")
"""Open a clause that says nothing without the main one: "If it rains, Krol said, the gate stays shut"."""
BE = _set("be am is are was were been being 's 're 'm isn't aren't wasn't weren't")
HAVE = _set("have has had having 've haven't hasn't hadn't")
DO = _set("do does did done doing don't doesn't didn't")
NEGATIONS = _set("not n't never no nor neither")
PREPOSITIONS = _set(
    "of in on at by for with from to into onto over under about against between among through during within without along across behind beyond near upon via per"
    " toward towards around amid amidst despite despites except off out up down above below beside besides concerning regarding inside outside throughout"
    " alongside atop ahead versus minus plus unlike like as than worth"
)
SUBORDINATORS = _set(
    "because although though while whereas unless if since after before until till when whenever where once lest whether that than so as"
)
COORDINATORS = _set("and or but nor yet plus")
RELATIVES = _set("who which whom whose that where")
NUMBER_WORDS = _set(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty"
    " seventy eighty ninety hundred hundreds thousand thousands million millions billion billions trillion dozen dozens scores half third quarter first second"
)
ADVERBS = _set(
    "also already again ago always almost about abroad afterwards ahead alone altogether anyway apart away back barely briefly certainly clearly completely currently"
    " definitely directly early earlier easily either else enough especially essentially even eventually ever exactly far fast finally first forever formally formerly frankly"
    " frequently fully further generally gradually hardly here hence however immediately indeed initially instead just largely last late later lately least less likely"
    " long longer meanwhile merely more moreover mostly much namely narrowly nearly nevertheless next nonetheless not now nowhere occasionally officially often once only"
    " openly otherwise overnight overwhelmingly partly perhaps personally plainly possibly previously privately probably promptly publicly quickly quietly quite rarely rather"
    " readily really recently repeatedly reportedly roughly secretly seldom severely shortly simply simultaneously since slightly slowly sometimes soon still strongly subsequently"
    " suddenly supposedly surely then there thereby therefore thereafter though thus today together tomorrow tonight too totally twice ultimately unanimously"
    " under usually utterly very well whatsoever widely yesterday yet flatly never once"
)
NOT_ADVERBS = _set(
    "family assembly reply supply ally italy july rally bully fly ugly friendly early daily weekly monthly lonely elderly likely deadly costly only anomaly monopoly melancholy"
)
MONTHS = _set(
    "january february march april may june july august september october november december jan feb mar apr aug sept sep oct nov dec"
)
WEEKDAYS = _set("monday tuesday wednesday thursday friday saturday sunday")
TITLES = _set(
    "mr mrs ms miss dr prof professor sir dame lord lady president vice prime minister chancellor senator sen rep representative congressman congresswoman governor gov mayor"
    " judge justice king queen prince princess pope cardinal bishop archbishop imam rabbi reverend rev father sister general gen colonel col lieutenant lt major maj captain capt"
    " sergeant sgt admiral commander officer constable inspector superintendent supt detective det sheriff deputy chief ambassador envoy premier secretary councillor cllr coach"
    " striker goalkeeper midfielder defender actor actress singer author attorney prosecutor lawyer director chairman chairwoman spokesman spokeswoman spokesperson"
    " analyst economist researcher speaker leader editor treasurer commissioner baroness baron count countess pastor nurse teacher engineer widow farmer campaigner"
)
MALE_TITLES = _set(
    "mr sir lord king prince pope father spokesman chairman congressman actor brother son husband businessman baron duke"
)
FEMALE_TITLES = _set(
    "mrs ms miss dame lady queen princess sister spokeswoman chairwoman congresswoman actress daughter mother wife widow baroness countess businesswoman"
)
MALE_NAMES = _set(
    "john james robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven paul andrew joshua kenneth kevin brian george edward"
    " ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry"
    " tyler aaron jose adam henry nathan douglas zachary peter kyle walter ethan jeremy harold keith christian roger noah gerald carl terry sean austin arthur lawrence jesse dylan bryan"
    " joe jordan billy bruce albert willie gabriel logan alan juan wayne roy ralph randy eugene vincent russell elijah louis bobby philip johnny bill hillel vladimir dmitri dmitry sergei"
    " ivan boris mikhail alexei igor oleg yuri nikolai viktor anton pavel piotr pieter jan jakub marek tomas tomasz tadeus milo lucan lukas luca marco matteo giovanni paolo paulo pedro"
    " carlos luis miguel rafael diego javier pablo antonio fernando manuel ahmed ali mohamed mohammed muhammad omar hassan hussein ibrahim khalid yusuf abdul tariq imran rajesh amit sanjay"
    " ravi arjun anil wei chen hiroshi takeshi kenji lars erik sven olaf nils anders bjorn gunnar hans klaus jurgen stefan wolfgang dieter franz karl otto emil rolf ruben benedikt simon"
    " edmund neil hugh ian graham colin nigel trevor derek malcolm stuart ewan duncan angus callum liam conor declan brendan oliver leo felix oscar hugo max theo owen rhys gareth"
    " jean pierre jacques francois michel andre philippe alain laurent olivier xavier victor julian adrian marcus ernest ernst elias jonas mattias tenzin lyle hector cyrus bernard ambrose"
    " silas edwin kofi kwame emeka tunde bashir farid karim samir nadir rashid stanislav bohdan roman ruslan aleksandr andrei andrij pyotr joakim henrik mikael aleksander fyodor gavin barry"
    " dale glenn craig curtis clive cedric basil boyd brett bryce caleb clark cole dean desmond dominic drew dwight earl elliot elliott fred geoffrey gerard gilbert gordon grant harry harvey herbert"
    " howard ivor jake jasper joel jon josh ken lance leon leonard leroy lewis lloyd lorenzo lucas luke martin maurice mike miles mitchell morris nelson nick norman oswald perry phil"
    " quentin ray reginald rex rick rod rodney ron ross rupert sam sebastian sidney spencer stan stanley steve ted tim tobias toby tom tony vernon warren wilfred zach rory barnaby alistair alasdair"
)
FEMALE_NAMES = _set(
    "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley kimberly emily donna michelle carol amanda dorothy melissa deborah"
    " stephanie rebecca sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine christine debra rachel carolyn janet catherine maria heather diane"
    " ruth julie olivia joyce virginia victoria kelly lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa ann sara madison frances kathryn janice jean abigail"
    " alice julia judy sophia grace denise amber doris marilyn danielle beverly isabella theresa diana natalie brittany charlotte marie kayla alexis lori ilse renske carla mina dolores anja harriet"
    " ramona ingrid astrid sigrid greta heidi ursula petra monika katarzyna agnieszka olga natalia svetlana irina tatiana elena ekaterina anastasia fatima aisha khadija zainab leila layla yasmin amina"
    " noor priya anita sunita lakshmi meera indira mei ling yuki keiko sakura lucia carmen rosa isabel pilar dolores mercedes ines beatriz paula farah hana nadia sofia eva clara claire chloe camille juliette"
    " florence louise simone yvonne odile brigitte nathalie sylvie ebba freya elsa liv maren solveig pavla dorothea theodora agatha agnes beatrice bridget cecilia constance cora daphne edith eleanor"
    " ella ellen elsie esther fiona flora gemma georgia gwen hilary ida imogen iris isla ivy jane jenny jill josephine joy kate kathy katie kim kirsty lena lily lina lucy lydia mabel madeleine maeve maggie"
    " marcia marian marianne marjorie maud maureen maya mildred millie miriam moira mona muriel myra nell nina nora norma paulina pauline peggy penelope penny philippa phoebe polly rita roberta"
    " robin rose rosemary rosie roxanne sally sheila siobhan stella sue susanna susannah sylvia tamsin tara thelma tina tracey trudy una valerie vanessa vera verity vivian wendy wilma winifred zoe zara"
    " ngozi chioma adaeze amara thandeka thandiwe nomsa zanele wanjiru akinyi leonie annika birgit ulrike sabine mathilde adele adela ottilie henrietta honor cordelia hermione bettina corinne delia dora edna"
)
