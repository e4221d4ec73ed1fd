// Bugs that people write with Fastify and ajv. One at a time is switched on by name.
export const defects = [
  {
    name: 'coerces-body',
    summary: 'ajv coerces types in bodies as well: "true", 1 and null pass as booleans, numbers as names',
    clause_hint: 'the body parameters have the documented types',
  },
  {
    name: 'patch-defaults',
    summary: 'ajv fills in canManageStudies: false where an update does not name it',
    clause_hint: 'only provided fields are updated',
  },
  {
    name: 'serializer-drops-suffix2',
    summary: 'the schema of the answer to an update forgets suffix2, and the serializer leaves it out',
    clause_hint: 'an update returns suffix2',
  },
  {
    name: 'null-login-as-empty',
    summary: 'lastLoginAt is not nullable for the serializer: a user who never logged in has ""',
    clause_hint: 'lastLoginAt is a date-time, or null if never logged in',
  },
  {
    name: 'null-stored-as-empty',
    summary: 'null in an update is stored as it is, and the serializer answers an empty text',
    clause_hint: 'middleName, suffix1 and suffix2 have a minLength of 1; null clears them',
  },
  {
    name: 'keyset-without-tie-break',
    summary: 'the next page starts behind the last name of the last row: others of that name are lost',
    clause_hint: 'pages together hold every user',
  },
  {
    name: 'collation-mismatch',
    summary: 'rows are sorted by localeCompare, the cursor compares code units: rows are lost and repeated',
    clause_hint: 'pages together hold every user once',
  },
  {
    name: 'second-filter-ignored',
    summary: 'of several filters only the first is applied',
    clause_hint: 'every filter of a list holds',
  },
  {
    name: 'regex-filter',
    summary: 'name filters are regular expressions: a dot matches anything, a parenthesis ends in a 500',
    clause_hint: 'firstName and lastName filter by a contains match',
  },
  {
    name: 'local-time-labelled-z',
    summary: 'createdAt is the local time of a host in New York with a Z behind it',
    clause_hint: 'createdAt is when the user was created',
  },
  {
    name: 'formats-off',
    summary: 'ajv-formats is not registered and formats are not validated: any text is taken for an e-mail address',
    clause_hint: 'email is an e-mail address',
  },
  {
    name: 'pattern-not-anchored',
    summary: 'the pattern of phoneNumber has no anchors, so that longer texts that hold ten digits pass',
    clause_hint: 'phoneNumber has 10 to 15 digits',
  },
];

let active;

export function enable(name) {
  if (!defects.some((defect) => defect.name === name)) {
    throw new Error(`no defect ${name}; --list-defects names them`);
  }
  active = name;
}

export const broken = (name) => active === name;
