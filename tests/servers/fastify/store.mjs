import { createHash, randomBytes } from 'node:crypto';
import { broken } from './defects.mjs';
import { CLINIC_ROLES } from './schemas.mjs';

const FIRST = ['Amélie', 'John', 'Nuño', 'Priya', "Ch'en", 'Ásta', 'Mary Jane', 'Øyvind', 'Kwame', 'Søren', 'Irina', '翔太'];
const LAST = ["O'Neill", 'Brown', 'Ångström', 'Brown', 'de la Cruz', 'Żuraw', 'Brown', 'al-Sayed', 'Ødegård', 'Patel', "N'Diaye", 'Peña', '佐藤'];

const compareText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** Users sort by last name, and by id where the names are equal. */
function compare(a, b) {
  const byName = broken('collation-mismatch')
    ? a.lastName.localeCompare(b.lastName, 'en')
    : compareText(a.lastName, b.lastName);
  return byName || compareText(a.userId, b.userId);
}

const isAfter = (user, [lastName, userId]) =>
  user.lastName > lastName ||
  (user.lastName === lastName && user.userId > userId && !broken('keyset-without-tie-break'));

function contains(text, needle) {
  if (broken('regex-filter')) return new RegExp(needle, 'i').test(text);
  return text.toLowerCase().includes(needle.toLowerCase());
}

const FILTERS = {
  email: (user, value) => user.email === value.toLowerCase(),
  firstName: (user, value) => contains(user.firstName, value),
  lastName: (user, value) => contains(user.lastName, value),
  level: (user, value) => user.level === value,
  invitedSource: (user, value) => user.invitedSource === value,
};

function now() {
  const date = new Date();
  if (broken('local-time-labelled-z')) {
    process.env.TZ = 'America/New_York';
    date.setMinutes(date.getMinutes() - date.getTimezoneOffset());
  }
  return date.toISOString();
}

export class Store {
  #users = new Map();

  find = (userId) => this.#users.get(userId);
  findByEmail = (email) => [...this.#users.values()].find((user) => user.email === email);

  invite(fields) {
    const userId = `usr_${randomBytes(16).toString('hex')}`;
    const user = { ...fields, userId, createdAt: now(), invitedSource: 'api', lastLoginAt: null };
    return this.replace(user);
  }

  replace(user) {
    this.#users.set(user.userId, user);
    return user;
  }

  page(query, after, limit) {
    let filters = Object.entries(FILTERS).filter(([name]) => query[name] !== undefined);
    if (broken('second-filter-ignored')) filters = filters.slice(0, 1);
    const rows = [...this.#users.values()]
      .filter((user) => filters.every(([name, holds]) => holds(user, query[name])))
      .filter((user) => after === undefined || isAfter(user, after))
      .sort(compare);
    return { users: rows.slice(0, limit), hasMore: rows.length > limit };
  }

  seed(count) {
    const example = {
      canManageStudies: true,
      clinicRole: 'Radiologist',
      createdAt: '2024-01-15T10:00:00Z',
      email: 'dr.johnson@hospital.example',
      firstName: 'Sarah',
      hasDashboardAccess: true,
      invitedSource: 'api',
      lastLoginAt: '2024-03-15T09:00:00Z',
      lastName: 'Johnson',
      level: 'member',
      userId: 'usr_1234567890abcdef1234567890abcdef',
      middleName: 'Marie',
      phoneNumber: '5551234567',
      suffix1: 'MD',
      suffix2: 'FACR',
    };
    this.replace(example);
    for (let i = 0; i < count; i++) {
      const userId = `usr_${createHash('sha256').update(`person-${i}`).digest('hex').slice(0, 32)}`;
      const level = i % 50 === 3 ? 'owner' : i % 7 === 2 ? 'admin' : 'member';
      const day = String(1 + (i % 28)).padStart(2, '0');
      const month = String(1 + (i % 12)).padStart(2, '0');
      this.replace({
        canManageStudies: i % 2 === 0,
        clinicRole: CLINIC_ROLES[i % CLINIC_ROLES.length],
        createdAt: `2023-${month}-${day}T09:30:00Z`,
        email: `person${i}@radiology.example`,
        firstName: FIRST[i % FIRST.length],
        hasDashboardAccess: level !== 'member' || i % 3 === 0,
        invitedSource: level === 'owner' || i % 5 < 2 ? 'dashboard' : 'api',
        lastLoginAt: i % 3 === 0 ? null : `2024-${month}-${day}T17:45:00.5Z`,
        lastName: LAST[i % LAST.length],
        level,
        userId,
        ...(i % 6 === 0 && { middleName: "Ann-O'", suffix1: 'III' }),
        ...(i % 8 === 0 && { phoneNumber: String(14155550000 + i), suffix2: 'RN' }),
      });
    }
  }
}
