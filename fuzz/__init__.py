"""Bad input by machines at every entrance: ``make fuzz``. Development only.

    edits.py     junk, and small damages to what is good, for every part
    decoders.py  the pure readers, under atheris        targets.py  what each reader promises
    site.py      a site in this process, called as a server calls it
    requests.py  requests of every kind, by hypothesis  bodies.py  their forms
    promises.py  what must hold after each request      running.py batches of cases, counted
    admin.py     files imported by a publisher          lines.py    ``manage.py score``
    contract.py  openapi.yaml read for the tests        server.py   schemathesis and a real server
    __main__.py  all of them, counted; FUZZ_CASES and FUZZ_SECONDS bound each part

A case is one input to one entrance. It is a finding when something is raised that no caller
expects, when an answer is a 500, or when nonsense is accepted.
"""
