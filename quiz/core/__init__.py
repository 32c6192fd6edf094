"""Scoring and explaining: pure Python, standard library only.

Nothing in this package knows Django, a clock, a network or a database. A result is a
function of two things alone: a document (a published edition) and the answers given.

    document   what an edition says: questions, options, points, demands, texts
    decoding   plain JSON values to the document's dataclasses and back
    scoring    pulls, total, reach, lean, in exact integers
    chance     how often random answers lean as far
    explain    by answer, by trait, interest, the least change that flips it, rounding
    verdict    all of it together, and its JSON form
"""
