// Judges the values that were drawn by ajv, and adds how many it sees otherwise to the rows.
const fs = require("fs");
const path = require("path");
const formats = require("ajv-formats").default;

const scratch = process.argv[2];
const file = path.join(scratch, "rows.json");
const rows = JSON.parse(fs.readFileSync(file));
const read = (at) => JSON.parse(fs.readFileSync(at));

function dialect(schema) {
  const named = String(schema.$schema || "");
  if (named.includes("draft-04")) return require("ajv-draft-04").default;
  if (named.includes("2019-09")) return require("ajv/dist/2019").default;
  if (named.includes("draft-0") || (!named.includes("2020-12") && schema.definitions))
    return require("ajv").default;
  return require("ajv/dist/2020").default;
}

function validator(row) {
  const schema = read(row.path);
  const Ajv = dialect(schema);
  const ajv = new Ajv({ strict: false, logger: false, validateSchema: false, addUsedSchema: false });
  formats(ajv);
  for (const other of row.files) {
    const value = read(other);
    const id = value.$id || value.id || path.basename(other);
    if (!ajv.getSchema(id)) ajv.addSchema(value, id);
  }
  if (!String(schema.$schema).includes("json-schema.org")) delete schema.$schema;
  const known = schema.$id && ajv.getSchema(schema.$id);
  return known || ajv.compile(schema);
}

for (const [index, row] of rows.entries()) {
  row.ajv = {};
  let validate;
  try {
    validate = validator(row);
  } catch (error) {
    row.ajv.error = String(error.message).slice(0, 80);
    continue;
  }
  for (const kind of ["valid", "invalid", "boundary"]) {
    const lines = fs.readFileSync(path.join(scratch, "out", `${index}.${kind}`), "utf8").split("\n");
    for (const line of lines.filter((text) => text)) {
      const fits = validate(JSON.parse(line).value);
      if (fits !== (kind !== "invalid")) {
        row.ajv[kind] = (row.ajv[kind] || 0) + 1;
        console.log(`ajv: ${kind} ${row.path}: ${line.slice(0, 300)}`);
      }
    }
  }
}
fs.writeFileSync(file, JSON.stringify(rows, null, 1));
