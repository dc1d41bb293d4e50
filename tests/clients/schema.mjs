// Holds YAML files against the JSON Schemas that `assent schema` prints, with Ajv, as an editor would:
//
//   node schema.mjs SCHEMAS FILE...        SCHEMAS: a JSON object, name -> schema; FILE: NAME=path
//
// Prints one JSON object: path -> [] or what is wrong with its shape.
import fs from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import YAML from "yaml";

const [schemasPath, ...files] = process.argv.slice(2);
const schemas = JSON.parse(fs.readFileSync(schemasPath, "utf8"));
const ajv = new Ajv2020({ allErrors: false, strict: true, allowUnionTypes: true, strictRequired: false });
const validate = {};
for (const [name, schema] of Object.entries(schemas)) validate[name] = ajv.compile(schema);

const found = {};
for (const one of files) {
  const cut = one.indexOf("=");
  const name = one.slice(0, cut), path = one.slice(cut + 1);
  try {
    const value = YAML.parse(fs.readFileSync(path, "utf8"), { version: "1.2", schema: "core" });
    found[path] = validate[name](value) ? [] : validate[name].errors.map((e) => `${e.instancePath} ${e.message}`);
  } catch (error) {
    found[path] = [`not YAML: ${error.message.split("\n")[0]}`];
  }
}
console.log(JSON.stringify(found));
