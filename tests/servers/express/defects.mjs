// Bugs that people write with Express and zod. One at a time is switched on by name.
export const defects = [
  {
    name: 'coerces-booleans',
    summary: 'z.coerce.boolean() takes any value for a flag, and stores the text "false" as true',
    clause_hint: 'invite.canManageStudies.type',
  },
  {
    name: 'trims-after-min',
    summary: 'names are trimmed after their length was checked: a blank first or last name is stored, and answered, empty',
    clause_hint: 'invite.response',
  },
  {
    name: 'phone-multiline',
    summary: 'the flag m in the pattern lets a phone number with further lines pass',
    clause_hint: 'invite.phoneNumber.pattern',
  },
  {
    name: 'null-ignored',
    summary: 'an update merges with ??, so that null never clears an optional field',
    clause_hint: 'update.null',
  },
  {
    name: 'double-decodes-filters',
    summary: 'name filters are percent-decoded a second time: a lone percent sign ends in a 500 that shows the stack',
    clause_hint: 'filters.literal',
  },
  {
    name: 'accents-stripped-from-needle',
    summary: 'the searched text loses its accents but the names keep theirs: José is not found by José',
    clause_hint: 'filters.firstName.complete',
  },
  {
    name: 'email-contains',
    summary: 'the e-mail filter shows every user whose address contains the text',
    clause_hint: 'filters.email',
  },
  {
    name: 'limit-as-text',
    summary: 'the limit is capped by comparing texts: with 20, which sorts after 100, a page has 100 rows',
    clause_hint: 'list.limit.most',
  },
  {
    name: 'filter-lost-on-second-page',
    summary: 'with a cursor the filters are not applied any more',
    clause_hint: 'list.cursor.filter',
  },
  {
    name: 'namesake-updated',
    summary: 'an update finds its rows by first and last name, and changes namesakes as well',
    clause_hint: 'update.others',
  },
  {
    name: 'prototype-roles',
    summary: 'a role is looked up with the operator in: constructor and toString are taken for roles',
    clause_hint: 'invite.clinicRole.anyOf',
  },
  {
    name: 'admin-rule-on-invite-only',
    summary: 'an update can leave an admin without dashboard access',
    clause_hint: 'update.admin.dashboard',
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
