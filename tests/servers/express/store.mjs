import { createHash, randomUUID } from 'node:crypto';
import { broken } from './defects.mjs';
import { CLINIC_ROLES } from './roles.mjs';

const FIRST = ['Sarah', 'José', 'Zoë', 'Ming', 'Siobhán', 'Anne-Marie', "D'Arcy", 'Björk', 'Omar', 'Nguyễn', '美玲'];
const LAST = ["O'Brien", 'Müller', 'García', 'Smith', 'van der Berg', 'Łukasiewicz', 'D’Angelo', 'Okafor', 'Smith-Jones', 'Åberg', 'Smith', '李', 'Johnson'];

export class Store {
  #users = new Map();
  #byEmail = new Map();
  #sequence = 0;

  get = (userId) => this.#users.get(userId);
  hasEmail = (email) => this.#byEmail.has(email);

  add(fields) {
    const user = { userId: `usr_${randomUUID().replaceAll('-', '')}`, ...fields };
    user.sequence = ++this.#sequence;
    this.#users.set(user.userId, user);
    this.#byEmail.set(user.email, user);
    return user;
  }

  update(user, changes) {
    const rows = broken('namesake-updated')
      ? [...this.#users.values()].filter((u) => u.firstName === user.firstName && u.lastName === user.lastName)
      : [user];
    for (const row of rows) Object.assign(row, changes);
    return user;
  }

  /** Newest first, below the sequence number `before`; one row more than asked tells whether there is more. */
  page({ email, firstName, lastName, level, invitedSource }, before, limit) {
    const filtered = !(broken('filter-lost-on-second-page') && before !== Infinity);
    const needle = (text) =>
      broken('accents-stripped-from-needle') ? text.normalize('NFD').replace(/\p{M}/gu, '') : text;
    const matches = (user) =>
      (email === undefined || (broken('email-contains') ? user.email.includes(email) : user.email === email)) &&
      (firstName === undefined || user.firstName.includes(needle(firstName))) &&
      (lastName === undefined || user.lastName.includes(needle(lastName))) &&
      (level === undefined || user.level === level) &&
      (invitedSource === undefined || user.invitedSource === invitedSource);

    const rows = [...this.#users.values()]
      .filter((user) => user.sequence < before && (!filtered || matches(user)))
      .sort((a, b) => b.sequence - a.sequence);
    return { rows: rows.slice(0, limit), more: rows.length > limit };
  }

  seed(count) {
    this.add({
      userId: 'usr_1234567890abcdef1234567890abcdef',
      canManageStudies: true,
      clinicRole: 'Radiologist',
      createdAt: '2024-01-15T10:00:00Z',
      email: 'dr.johnson@hospital.org',
      firstName: 'Sarah',
      hasDashboardAccess: true,
      invitedSource: 'api',
      lastLoginAt: '2024-03-15T09:00:00Z',
      lastName: 'Johnson',
      level: 'member',
      middleName: 'Marie',
      phoneNumber: '5551234567',
      suffix1: 'MD',
      suffix2: 'FACR',
    });
    for (let i = 0; i < count; i++) {
      const level = i % 40 === 0 ? 'owner' : i % 6 === 0 ? 'admin' : 'member';
      const created = Date.UTC(2024, 0, 20, 8) + i * 97 * 60_000;
      this.add({
        userId: `usr_${createHash('md5').update(`user ${i}`).digest('hex')}`,
        canManageStudies: i % 3 === 0,
        clinicRole: CLINIC_ROLES[(i * 7) % CLINIC_ROLES.length],
        createdAt: new Date(created).toISOString(),
        email: `staff.${i + 1}@clinic.example`,
        firstName: FIRST[i % FIRST.length],
        hasDashboardAccess: level !== 'member' || i % 2 === 0,
        invitedSource: level === 'owner' || i % 3 === 1 ? 'dashboard' : 'api',
        lastLoginAt: i % 4 === 0 ? null : new Date(created + 86_400_000).toISOString(),
        lastName: LAST[i % LAST.length],
        level,
        ...(i % 5 === 0 && { middleName: 'Élodie', phoneNumber: `0${2025550100 + i}` }),
        ...(i % 9 === 0 && { suffix1: 'Jr.', suffix2: 'PhD' }),
      });
    }
  }
}
