// Bugs that people write with Fastify and ajv. One at a time is switched on by name.
export const defects = [
  {
    name: 'coerces-body',
    summary: 'ajv coerces types in bodies as well: "true", 1 and null pass as booleans, numbers as names',
    clause_hint: 'invite.canManageStudies.type',
  },
  {
    name: 'patch-defaults',
    summary: 'ajv fills in canManageStudies: false where an update does not name it',
    clause_hint: 'update.partial',
  },
  {
    name: 'serializer-drops-suffix2',
    summary: 'the schema of the answer to an update forgets suffix2, and the serializer leaves it out',
    clause_hint: 'update.echo',
  },
  {
    name: 'null-login-as-empty',
    summary: 'lastLoginAt is not nullable for the serializer: a user who never logged in has ""',
    clause_hint: 'invite.lastLoginAt',
  },
  {
    name: 'null-stored-as-empty',
    summary: 'null in an update is stored as it is, and the serializer answers an empty text',
    clause_hint: 'update.null',
  },
  {
    name: 'keyset-without-tie-break',
    summary: 'the next page starts behind the last name of the last row: others of that name are lost',
    clause_hint: 'list.walk',
  },
  {
    name: 'collation-mismatch',
    summary: 'rows are sorted by localeCompare, the cursor compares code units: rows are lost and repeated',
    clause_hint: 'list.walk',
  },
  {
    name: 'second-filter-ignored',
    summary: 'of several filters only the first is applied',
    clause_hint: 'filters.conjunction',
  },
  {
    name: 'regex-filter',
    summary: 'name filters are regular expressions: a dot matches anything, a parenthesis ends in a 500',
    clause_hint: 'filters.literal',
  },
  {
    name: 'local-time-labelled-z',
    summary: 'createdAt is the local time of a host in New York with a Z behind it',
    clause_hint: 'invite.createdAt',
  },
  {
    name: 'formats-off',
    summary: 'ajv-formats is not registered and formats are not validated: any text is taken for an e-mail address',
    clause_hint: 'invite.email.format',
  },
  {
    name: 'pattern-not-anchored',
    summary: 'the pattern of phoneNumber has no anchors, so that longer texts that hold ten digits pass',
    clause_hint: 'invite.phoneNumber.pattern',
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
