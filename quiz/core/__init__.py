"""Scoring and explaining: pure Python, standard library only.

Nothing in this package knows Django, a clock, a network or a database. A result is a
function of two things alone: a document (a published edition) and the answers given.

    document   what an edition says: questions, options, points, demands, texts
    decoding   plain JSON values to the document's dataclasses and back
    scoring    pulls, total, reach, lean, in exact integers
    chance     how often random answers lean as far
    explain    by answer, by trait, interest, the least change that flips it, rounding
    verdict    all of it together, and its JSON form
    summary    what a verdict says without its answers: what a share holds

    checks       what is wrong with a draft, before it is published
    structure    what a document must hold to be read and scored
    texts        what can be wrong with its words
    balance      whether it is fair to both roles and tells people apart
    problems     one finding
    simulation   seeded made-up sheets
    differences  two documents compared, in words
    matching     the items of two lists paired
    impact       sheets scored under two documents
    sums         what counted sheets add up to
    statistics   what they say about the questions
"""
