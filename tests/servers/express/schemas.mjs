import { z } from 'zod';
import { broken } from './defects.mjs';
import { CLINIC_ROLES } from './roles.mjs';

export function schemas() {
  const flag = broken('coerces-booleans') ? z.coerce.boolean() : z.boolean();
  const name = broken('trims-after-min') ? z.string().min(1).trim() : z.string().min(1);
  const digits = broken('phone-multiline') ? /^\d{10,15}$/m : /^\d{10,15}$/;
  const phone = z.string().regex(digits, 'must be 10-15 digits');
  const level = z.enum(['admin', 'member']);

  const byName = Object.fromEntries(CLINIC_ROLES.map((role) => [role, true]));
  const role = broken('prototype-roles')
    ? z.string().refine((value) => value in byName, 'unknown clinic role')
    : z.enum(CLINIC_ROLES);

  const invite = z
    .strictObject({
      canManageStudies: flag,
      clinicRole: role,
      email: z.email(),
      firstName: name,
      hasDashboardAccess: flag,
      lastName: name,
      level,
      middleName: name.optional(),
      phoneNumber: phone.optional(),
      suffix1: name.optional(),
      suffix2: name.optional(),
    })
    .refine((user) => user.level !== 'admin' || user.hasDashboardAccess, {
      path: ['hasDashboardAccess'],
      message: 'admins need dashboard access',
    });

  const update = z.strictObject({
    canManageStudies: flag.optional(),
    clinicRole: role.nullish(),
    firstName: name.optional(),
    hasDashboardAccess: flag.optional(),
    lastName: name.optional(),
    level: level.optional(),
    middleName: name.nullish(),
    phoneNumber: phone.nullish(),
    suffix1: name.nullish(),
    suffix2: name.nullish(),
  });

  const list = z.object({
    cursor: z.string().optional(),
    email: z.string().optional(),
    firstName: z.string().optional(),
    invitedSource: z.enum(['dashboard', 'api']).optional(),
    lastName: z.string().optional(),
    level: z.enum(['owner', 'admin', 'member']).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  });

  const revoke = z.object({ userId: z.string() });

  return { invite, update, list, revoke };
}
