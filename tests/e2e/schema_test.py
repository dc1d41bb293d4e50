"""`assent schema`: what editors are told of our files is true. Every file that `assent check` takes has the shape, and
every golden mistake that is one of shape has not; held by Ajv, which shares no code with us."""

import glob
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from server import ROOT, command

RUN = os.path.join(ROOT, "tests", "clients", "run")
NAMES = ("journey", "policy", "templates", "assent")
# What a schema can see: keys, types, words to choose from. What other files say, it cannot.
OF_SHAPE = re.compile(
    r"unknown key|unknown step|is not a step|lacks its colon|says nothing|does one thing|a journey needs|"
    r" needs \"|(why|owner|priority|stop|event|expires|template|channel) is (the number|a list|a map)|"
    r"is no list|(steps|then|by|enter) is empty|if_denied cannot|priority (cannot|is)|is not a name|is \"[a-z]+\"$")


def schema(name):
    return json.loads(command("schema", name))


class Schemas(unittest.TestCase):
    def shapes(self, files):
        """path -> what is wrong with its shape."""
        if not shutil.which("npm"):
            self.skipTest("npm is not installed")
        with tempfile.NamedTemporaryFile("w", suffix=".json") as all_schemas:
            json.dump({name: schema(name) for name in NAMES}, all_schemas)
            all_schemas.flush()
            try:
                done = subprocess.run([RUN, "schema.mjs", all_schemas.name] + [f"{n}={p}" for n, p in files],
                                      stdin=subprocess.DEVNULL, capture_output=True, timeout=240, check=False)
            except subprocess.TimeoutExpired:
                self.skipTest("Ajv could not be installed within 240 s")
        if done.returncode and not done.stdout:
            said = done.stderr.decode()
            if "npm" in said or "EAI_AGAIN" in said or "ENOTFOUND" in said:
                self.skipTest("Ajv could not be installed: " + said.strip().splitlines()[-1])
            self.fail(said)
        return json.loads(done.stdout)

    @staticmethod
    def workspace(folder):
        files = [("policy", os.path.join(folder, "policy.yaml")), ("assent", os.path.join(folder, "assent.yaml"))]
        files += [("journey", p) for p in sorted(glob.glob(os.path.join(folder, "journeys", "*.yaml")))]
        files += [("templates", p) for p in sorted(glob.glob(os.path.join(folder, "templates", "*.yaml")))]
        return [(name, path) for name, path in files if os.path.exists(path)]

    def test_every_good_file_has_the_shape(self):
        made = self.enterContext(tempfile.TemporaryDirectory())
        command("init", os.path.join(made, "acme"))
        files = self.workspace(os.path.join(made, "acme")) + self.workspace(os.path.join(ROOT, "examples", "acme"))
        library = os.path.join(ROOT, "workflows", "library")
        if os.path.isdir(library):
            files += self.workspace(library)
        self.assertGreater(len(files), 15)
        found = self.shapes(files)
        self.assertEqual({path: wrong for path, wrong in found.items() if wrong}, {})

    def test_every_mistake_of_shape_is_seen(self):
        files, of_shape = [], set()
        for path in sorted(glob.glob(os.path.join(ROOT, "tests", "workflows", "mistakes", "*.yaml"))):
            files.append(("journey", path))
            with open(path[:-5] + ".txt", encoding="utf-8") as golden:
                if any(OF_SHAPE.search(line) for line in golden if not line.startswith(" ")):
                    of_shape.add(path)
        self.assertGreater(len(of_shape), 15)
        found = self.shapes(files)
        unseen = [os.path.basename(path) for path in sorted(of_shape) if not found[path]]
        self.assertEqual(unseen, [])

    def test_a_name_that_is_none(self):
        done = command("schema", "jurney", expect=None)
        self.assertEqual(done.returncode, 2)
        self.assertIn('did you mean "journey"?', done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
