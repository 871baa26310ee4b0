"""The sentences of linkage in English; see `linkage.py` for what is filled in."""

from typing import Final

WORDS: Final[dict[str, str]] = {
    # what is compared
    "enps": "eNPS",
    "item": "score for “{name}”",
    "the enps": "eNPS",
    "the item": "the score for “{name}”",
    "the nps": "NPS",
    "the ticked": "the share of customers who tick “{name}”",
    "a team's": "a team’s {exposure}",
    "nps": "NPS",
    "ticked": "share of customers who tick “{name}”",
    "its nps": "its customers’ NPS",
    "its ticked": "the share of its customers who tick “{name}”",
    "team's nps": "a team’s customers’ NPS",
    "team's ticked": "the share of a team’s customers who tick “{name}”",
    "higher": "higher",
    "lower": "lower",
    "a higher": "a higher {outcome}",
    "a lower": "a lower {outcome}",
    "point": "point",
    "points": "points",
    "percentage point": "percentage point",
    "percentage points": "percentage points",
    "after": "in the period after",
    "one later": "one wave later",
    "later": "{lag} waves later",
    # the answer
    "within": "When {exposure_of_team} rose by 10 points, {outcome_of_team} was {size} {higher} {after}"
    " than is usual for that team ({level}% interval: between {low} and {high}).",
    "between_only": "Teams with a higher {exposure} tend to have {a_higher}: {size} for every 10 points"
    " ({level}% interval: between {low} and {high}). They may have something else in common: within a"
    " team, we do not see the one follow the other.",
    "lead_fires": "Customers come first as well: where {teams_outcome} was higher, its own {exposure} was"
    " {lead_higher} one wave later. So which of the two goes before the other is not settled.",
    "lead_unknown": "{Exposure_of_team} and {outcome_of_team} move together, but there are too few waves"
    " to see which of the two goes before the other.",
    "no_link": "We see no link between {the_exposure} and {the_outcome} {after}. A link of {detectable}"
    " or more for every 10 points would probably have shown.",
    "too_weak": "A smaller one, even one worth having ({smallest}), may be there unseen.",
    "pairs": "Of {among} pairs of a part of work and a topic, {sure} go together clearly enough to be told.",
    "one pair": "Of {among} pairs of a part of work and a topic, one goes together clearly enough to be"
    " told.",
    "no pair": "Of {among} pairs of a part of work and a topic, none goes together clearly enough to be"
    " told. In a usual pair, a link of {detectable} or more for every 10 points would probably have"
    " shown.",
    "cannot_tell": "We cannot tell yet, because {because}. It would need {needed}.",
    # why not, and what it would need
    "no wave": "no wave has been followed by a whole period of customers’ answers",
    "one wave": "only one wave has been followed by a whole period of customers’ answers",
    "too_few_waves": "only {found} waves have been followed by a whole period of customers’ answers",
    "too_few_waves needs": "at least {needed} waves",
    "no team": "there is no team yet that can be compared with others of its region",
    "one team": "only one team can be compared with others of its region",
    "too_few_teams": "only {found} teams can be compared with others of their region",
    "too_few_teams needs": "at least {needed} teams",
    "constant_exposure": "{the_exposure} hardly moves within teams",
    "constant_exposure needs": "waves in which it moves differently from team to team",
    "too_little_in_common": "teams of one region have too few waves in common",
    "too_little_in_common needs": "more waves with the same teams",
    "no_topic": "customers of these teams ticked no topic",
    "no_topic needs": "a customers’ questionnaire in which topics can be ticked",
    "too_little": "there is too little to go by",
    "too_little needs": "more teams, and more waves",
    # beside it
    "rests on": "It rests on {teams} teams, {waves} waves, {customers} answers of customers and at least"
    " {employees} of employees.",
    "rules out": "It rules out lasting differences between teams, and whatever moved a whole region at"
    " once. It does not rule out something else that changed in the same team at the same time.",
    "lead silent": "The other way round was checked: customers’ scores do not go before {the_exposure} (p"
    " {lead_p}).",
    "lead weak": "That check could only have seen a link of {lead_detectable} or more: its silence proves"
    " little.",
    "lower bound": "The size is a lower bound: what a small team says of itself is a rough measure.",
    "corrected": "With that roughness taken off it would be about {corrected} (between {corrected_low}"
    " and {corrected_high}).",
    "worth above": "All of that is more than the {smallest} that was called worth having beforehand.",
    "worth below": "All of that is less than the {smallest} that was called worth having beforehand.",
    "worth inside": "Whether it is the {smallest} that was called worth having beforehand, cannot be told"
    " from this.",
    "between": "Between teams: {between} for every 10 points (between {between_low} and {between_high}),"
    " shared circumstances included.",
    "stated before": "The question was written down and sealed before the first of these waves closed.",
    "stated after": "Mind: the question was written down when {before} of the {waves} waves had already"
    " closed. So far it describes; only later waves put it to the test.",
    "readings": "It is read again after every wave: this is reading {readings}. Each has a chance of"
    " {alpha}% of seeing a link that is not there.",
    "all readings": "It is read again after every wave: this is reading {readings}. Each has a chance of"
    " {alpha}% of seeing a link that is not there; that one of all so far does, is a chance of about"
    " {any_alarm}%.",
    "among": "It is one of {among} that were tried at once; the test is adjusted for that.",
}
