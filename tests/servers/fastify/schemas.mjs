import { broken } from './defects.mjs';

// The roles of the C# page and of the list.
export const CLINIC_ROLES = `Radiologist, Cardiologist, Neurologist, Urologist, Gynecologist, Endocrinologist,
Doctor, Surgeon, Physician, Physician Assistant, Nurse Practitioner, Registered Nurse,
Patient Care Coordinator, Front Desk Operator, Imaging Technologist, PACS Administrator,
Software Engineer, Revenue Cycle Manager, Administrative Director, Administrative Assistant,
Other`.split(/,\s+/);

const text = { type: 'string' };
const flag = { type: 'boolean' };
const name = { type: 'string', minLength: 1 };
const role = { type: 'string', enum: CLINIC_ROLES };
const level = { type: 'string', enum: ['admin', 'member'] };
const nullable = (schema) => ({ ...schema, type: ['string', 'null'] });

export function schemas() {
  const phone = { type: 'string', pattern: broken('pattern-not-anchored') ? '[0-9]{10,15}' : '^[0-9]{10,15}$' };

  const profile = {
    canManageStudies: flag,
    clinicRole: role,
    firstName: name,
    hasDashboardAccess: flag,
    lastName: name,
    level,
  };

  const inviteBody = {
    type: 'object',
    additionalProperties: false,
    required: [...Object.keys(profile), 'email'],
    properties: {
      ...profile,
      email: { type: 'string', format: 'email' },
      middleName: name,
      phoneNumber: phone,
      suffix1: name,
      suffix2: name,
    },
    if: { properties: { level: { const: 'admin' } } },
    then: { properties: { hasDashboardAccess: { const: true } } },
  };

  const updateBody = {
    type: ['object', 'null'],
    additionalProperties: false,
    properties: {
      ...profile,
      ...(broken('patch-defaults') && { canManageStudies: { ...flag, default: false } }),
      clinicRole: { type: ['string', 'null'], enum: [...CLINIC_ROLES, null] },
      middleName: nullable(name),
      phoneNumber: nullable(phone),
      suffix1: nullable(name),
      suffix2: nullable(name),
    },
  };

  // The serializer writes these properties and no others.
  const user = {
    type: 'object',
    properties: {
      canManageStudies: flag,
      clinicRole: text,
      createdAt: text,
      email: text,
      firstName: text,
      hasDashboardAccess: flag,
      invitedSource: text,
      lastLoginAt: broken('null-login-as-empty') ? text : { type: ['string', 'null'] },
      lastName: text,
      level: text,
      userId: text,
      middleName: text,
      phoneNumber: text,
      suffix1: text,
      suffix2: text,
    },
  };
  const { suffix2, ...withoutSuffix2 } = user.properties;
  const updatedUser = broken('serializer-drops-suffix2') ? { ...user, properties: withoutSuffix2 } : user;

  return {
    invite: { body: inviteBody, response: { '2xx': user } },
    list: {
      querystring: {
        type: 'object',
        properties: {
          cursor: text,
          email: text,
          firstName: text,
          invitedSource: { type: 'string', enum: ['dashboard', 'api'] },
          lastName: text,
          level: { type: 'string', enum: ['owner', 'admin', 'member'] },
          limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
        },
      },
      response: {
        200: {
          type: 'object',
          properties: { users: { type: 'array', items: user }, hasMore: flag, cursor: text },
        },
      },
    },
    update: {
      params: { type: 'object', properties: { userId: { type: 'string', pattern: '^usr_[0-9a-f]{32}$' } } },
      body: updateBody,
      response: { 200: updatedUser },
    },
  };
}
