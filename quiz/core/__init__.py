"""Scoring and explaining: pure Python, standard library only.

Nothing in this package knows Django, a clock, a network or a database. A result is a
function of two things alone: a document (a published edition) and the answers given.

    document   what an edition says: questions, options, points, demands, weights, texts
    decoding   plain JSON values to the document's dataclasses and back
    reading    a document from its JSON value, and whether it makes sense
    weighing   what each option pulls, by the document's rule
    scoring    a sheet's total, reach and lean, in exact integers
    chance     how often random answers lean as far
    explain    by answer, by trait, interest, the least change that flips it, rounding
    verdict    all of it together, and its JSON form: a module for each rule
    summary    what a verdict says without its answers: what a share holds

    checks       what is wrong with a draft, before it is published
    structure    what a document must hold to be read and scored
    checklists   the same of ticks, and what a weight should rest on
    texts        what can be wrong with its words
    balance      whether it is fair to both roles and tells people apart
    problems     one finding
    simulation   seeded made-up sheets
    differences  two documents compared, in words
    changes      two values or lists compared
    matching     the items of two lists paired
    impact       sheets scored under two documents
    gauges       a sheet's band and lean by its rule, told quickly
    sums         what counted sheets add up to
    statistics   what they say about the questions
    tick_statistics  what they say about ticks
    consistency  whether the two halves of a sheet agree

    practitioners   the table of people that a work check is fitted and tested on
    validation      how well its weights do on people whom they had never seen
    discrimination  ROC curve, its area and its interval

A document's ``rule`` says how it is scored: "interest" (points for traits, weighed by what two
roles ask) or "evidence" (ticks, weighed by people). It is looked up in a table once at each
place where the two differ: weighing, verdict, gauges, summary, checks; outside in wording,
faces, shared_result, comparing and the admin's statistics. Nothing else asks for it by name.
"""
