// Bugs that people write with Express and zod. One at a time is switched on by name.
export const defects = [
  {
    name: 'coerces-booleans',
    summary: 'z.coerce.boolean() takes any value for a flag, and stores the text "false" as true',
    clause_hint: 'canManageStudies and hasDashboardAccess are booleans',
  },
  {
    name: 'trims-after-min',
    summary: 'names are trimmed after their length was checked: a blank first or last name is stored, and answered, empty',
    clause_hint: 'firstName and lastName have a minLength of 1',
  },
  {
    name: 'phone-multiline',
    summary: 'the flag m in the pattern lets a phone number with further lines pass',
    clause_hint: 'phoneNumber has 10 to 15 digits',
  },
  {
    name: 'null-ignored',
    summary: 'an update merges with ??, so that null never clears an optional field',
    clause_hint: 'middleName, phoneNumber, suffix1 and suffix2 may be null in an update',
  },
  {
    name: 'double-decodes-filters',
    summary: 'name filters are percent-decoded a second time: a lone percent sign ends in a 500 that shows the stack',
    clause_hint: 'firstName and lastName filter by a contains match',
  },
  {
    name: 'accents-stripped-from-needle',
    summary: 'the searched text loses its accents but the names keep theirs: José is not found by José',
    clause_hint: 'firstName and lastName filter by a contains match',
  },
  {
    name: 'email-contains',
    summary: 'the e-mail filter shows every user whose address contains the text',
    clause_hint: 'email filters by exact match',
  },
  {
    name: 'limit-as-text',
    summary: 'the limit is capped by comparing texts: with 20, which sorts after 100, a page has 100 rows',
    clause_hint: 'limit is the number of results to return',
  },
  {
    name: 'filter-lost-on-second-page',
    summary: 'with a cursor the filters are not applied any more',
    clause_hint: 'filters hold on every page of a walk',
  },
  {
    name: 'namesake-updated',
    summary: 'an update finds its rows by first and last name, and changes namesakes as well',
    clause_hint: 'an update changes the user that userId names',
  },
  {
    name: 'prototype-roles',
    summary: 'a role is looked up with the operator in: constructor and toString are taken for roles',
    clause_hint: 'clinicRole is one of the listed values',
  },
  {
    name: 'admin-rule-on-invite-only',
    summary: 'an update can leave an admin without dashboard access',
    clause_hint: 'dashboard access is required for admin users',
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
