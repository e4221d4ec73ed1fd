package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// clinicRoles are those of all pages: the modern list and the one role that only the older one has.
var clinicRoles = set(strings.Split("Doctor|Physician|Surgeon|Radiologist|Cardiologist|Neurologist|Urologist|"+
	"Gynecologist|Endocrinologist|Oncologist|Radiation Oncologist|Hematologist|Gastroenterologist|Pulmonologist|"+
	"Nephrologist|Rheumatologist|Dermatologist|Ophthalmologist|Otolaryngologist|Pediatrician|Obstetrician|"+
	"Psychiatrist|Anesthesiologist|Emergency Medicine Physician|Family Medicine Physician|"+
	"Internal Medicine Physician|Pathologist|Nuclear Medicine Physician|Pain Management Specialist|"+
	"Infectious Disease Specialist|Immunologist|Physician Assistant|Nurse Practitioner|"+
	"Certified Registered Nurse Anesthetist|Psychologist|Medical Assistant|Scribe|Registered Nurse|Nurse Manager|"+
	"Patient Care Coordinator|Imaging Technologist|Laboratory Technician|Medical Laboratory Scientist|"+
	"Pathologists' Assistant|Phlebotomist|Pharmacist|Pharmacy Technician|Physical Therapist|"+
	"Occupational Therapist|Speech-Language Pathologist|Respiratory Therapist|Nutritionist|Front Desk Operator|"+
	"Revenue Cycle Manager|Administrative Director|Administrative Assistant|Legal Administrator|IT Administrator|"+
	"IT Support|Software Engineer|Other|PACS Administrator", "|")...)

var phonePattern = regexp.MustCompile(`^[0-9]{10,15}$`)

type user struct {
	UserID             string     `json:"userId"`
	Email              string     `json:"email"`
	FirstName          string     `json:"firstName"`
	MiddleName         string     `json:"middleName,omitempty"`
	LastName           string     `json:"lastName"`
	Suffix1            string     `json:"suffix1,omitempty"`
	Suffix2            string     `json:"suffix2,omitempty"`
	PhoneNumber        string     `json:"phoneNumber,omitempty"`
	ClinicRole         string     `json:"clinicRole"`
	Level              string     `json:"level"`
	CanManageStudies   bool       `json:"canManageStudies"`
	HasDashboardAccess bool       `json:"hasDashboardAccess"`
	InvitedSource      string     `json:"invitedSource"`
	CreatedAt          time.Time  `json:"createdAt"`
	LastLoginAt        *time.Time `json:"lastLoginAt"`
	revoked            bool
}

// MarshalJSON is only here for a defect; the tags above say how a user is written.
func (u user) MarshalJSON() ([]byte, error) {
	type plain user
	if !broken("omitempty-false") {
		return json.Marshal(plain(u))
	}
	return json.Marshal(struct {
		plain
		CanManageStudies   bool `json:"canManageStudies,omitempty"`
		HasDashboardAccess bool `json:"hasDashboardAccess,omitempty"`
	}{plain(u), u.CanManageStudies, u.HasDashboardAccess})
}

// optional tells a member that is absent from one that is null.
type optional[T any] struct {
	set   bool
	null  bool
	value T
}

func (o *optional[T]) UnmarshalJSON(data []byte) error {
	o.set, o.null = true, bytes.Equal(data, []byte("null"))
	if o.null {
		o.set = !broken("null-is-absent")
		return nil
	}
	return json.Unmarshal(data, &o.value)
}

// fields is what an invitation or an update may carry.
type fields struct {
	Email              optional[string] `json:"email"`
	FirstName          optional[string] `json:"firstName"`
	MiddleName         optional[string] `json:"middleName"`
	LastName           optional[string] `json:"lastName"`
	Suffix1            optional[string] `json:"suffix1"`
	Suffix2            optional[string] `json:"suffix2"`
	PhoneNumber        optional[string] `json:"phoneNumber"`
	ClinicRole         optional[string] `json:"clinicRole"`
	Level              optional[string] `json:"level"`
	CanManageStudies   optional[bool]   `json:"canManageStudies"`
	HasDashboardAccess optional[bool]   `json:"hasDashboardAccess"`
}

var fieldNames = set("email", "firstName", "middleName", "lastName", "suffix1", "suffix2", "phoneNumber",
	"clinicRole", "level", "canManageStudies", "hasDashboardAccess")

// parseFields reads a body. Names are compared exactly, which encoding/json does not do by itself.
func parseFields(body []byte) (fields, error) {
	var f fields
	if len(body) == 0 {
		return f, nil
	}
	if broken("case-insensitive-names") {
		return f, json.Unmarshal(body, &f)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil {
		return f, err
	}
	for name := range members {
		if !fieldNames[name] {
			delete(members, name)
		}
	}
	exact, err := json.Marshal(members)
	if err != nil {
		return f, err
	}
	return f, json.Unmarshal(exact, &f)
}

// applyTo writes the fields into u, and stops at the first that does not hold.
// On an invitation nothing may be null, and what is not optional has to be there.
func (f fields) applyTo(u *user, inviting bool) error {
	texts := []struct {
		name     string
		from     optional[string]
		to       *string
		optional bool
		check    func(string) error
	}{
		{"firstName", f.FirstName, &u.FirstName, false, notEmpty},
		{"lastName", f.LastName, &u.LastName, false, notEmpty},
		{"middleName", f.MiddleName, &u.MiddleName, true, notEmpty},
		{"suffix1", f.Suffix1, &u.Suffix1, true, notEmpty},
		{"suffix2", f.Suffix2, &u.Suffix2, true, notEmpty},
		{"phoneNumber", f.PhoneNumber, &u.PhoneNumber, true, isPhone},
		{"level", f.Level, &u.Level, false, oneOf(set("admin", "member"))},
		{"clinicRole", f.ClinicRole, &u.ClinicRole, false, oneOf(clinicRoles)},
	}
	for _, t := range texts {
		switch {
		case !t.from.set && inviting && !t.optional:
			return fmt.Errorf("%s is required", t.name)
		case !t.from.set:
		case t.from.null && !inviting && t.name == "clinicRole":
			*t.to = "Other" // A user always has a role.
		case t.from.null && (inviting || !t.optional):
			return fmt.Errorf("%s must not be null", t.name)
		case t.from.null:
			*t.to = ""
		default:
			if err := t.check(t.from.value); err != nil {
				return fmt.Errorf("%s %w", t.name, err)
			}
			*t.to = t.from.value
		}
	}
	flags := []struct {
		name string
		from optional[bool]
		to   *bool
	}{
		{"canManageStudies", f.CanManageStudies, &u.CanManageStudies},
		{"hasDashboardAccess", f.HasDashboardAccess, &u.HasDashboardAccess},
	}
	for _, b := range flags {
		switch {
		case !b.from.set && inviting:
			return fmt.Errorf("%s is required", b.name)
		case b.from.set && b.from.null:
			return fmt.Errorf("%s must not be null", b.name)
		case b.from.set && !inviting && broken("patch-false-lost"):
			*b.to = *b.to || b.from.value
		case b.from.set:
			*b.to = b.from.value
		}
	}
	if u.Level == "admin" {
		u.HasDashboardAccess = true // Required for admins, so they get it.
	}
	if n, err := strconv.ParseInt(u.PhoneNumber, 10, 64); err == nil && broken("phone-as-number") {
		u.PhoneNumber = strconv.FormatInt(n, 10)
	}
	return nil
}

func notEmpty(s string) error {
	if s == "" {
		return fmt.Errorf("must not be empty")
	}
	return nil
}

func isPhone(s string) error {
	if !phonePattern.MatchString(s) {
		return fmt.Errorf("must be 10 to 15 digits")
	}
	return nil
}

func isEmail(s string) error {
	if address, err := mail.ParseAddress(s); err != nil || address.Address != s {
		return fmt.Errorf("must be an e-mail address")
	}
	return nil
}

func oneOf(values map[string]bool) func(string) error {
	return func(s string) error {
		if !values[s] {
			return fmt.Errorf("is not one of the known values")
		}
		return nil
	}
}

func set(values ...string) map[string]bool {
	m := make(map[string]bool, len(values))
	for _, v := range values {
		m[v] = true
	}
	return m
}
