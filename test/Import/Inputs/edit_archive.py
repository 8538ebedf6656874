#!/usr/bin/env python3
"""Copies a .keras archive with one member changed, which makes a broken one for the tests.

edit_archive.py IN OUT MEMBER OLD NEW   replaces OLD by NEW wherever it stands
edit_archive.py IN OUT MEMBER           leaves the member out
"""

import sys
import zipfile


def main(source, target, member, old=None, new=None):
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    if old is None:
        del members[member]
    else:
        if old.encode() not in members[member]:
            sys.exit(f"{member} has no {old}")
        members[member] = members[member].replace(old.encode(), new.encode())
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


main(*sys.argv[1:])
