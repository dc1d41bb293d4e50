"""count_tests.py FILE: `N passed, N failed, N skipped` from a JUnit file of CTest.

CTest calls a test "notrun" when it skipped itself and also when its program is missing; only the former is a
skip.
"""
import sys
import xml.etree.ElementTree as xml

passed = failed = skipped = 0
for case in xml.parse(sys.argv[1]).getroot().iter("testcase"):
    status = case.get("status")
    note = case.find("skipped")
    if status == "run":
        passed += 1
    elif status == "disabled" or (status == "notrun" and note is not None and note.get("message", "").startswith("SKIP_")):
        skipped += 1
    else:
        failed += 1
print(f"{passed} passed, {failed} failed, {skipped} skipped")
