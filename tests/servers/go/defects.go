package main

import "fmt"

// defect is a bug that people write in Go. One at a time is switched on by name.
type defect struct {
	Name       string `json:"name"`
	Summary    string `json:"summary"`
	ClauseHint string `json:"clause_hint"`
}

var defects = []defect{
	{"omitempty-false", "the flags of a user are marked omitempty: a flag that is false is missing in every answer",
		"invite.response"},
	{"patch-false-lost", "an update takes false for not provided, and a flag can never be switched off",
		"update.false"},
	{"null-is-absent", "a nil pointer stands for null and for absent: null never clears an optional field",
		"update.null"},
	{"case-insensitive-names", "encoding/json matches names without regard to case: an unknown FIRSTNAME overwrites the firstName that was sent",
		"protocol.json.names"},
	{"duplicate-race", "the lock is not held between looking for the e-mail address and storing: two invitations at once make two users",
		"invite.email.unique"},
	{"map-order", "a list ranges over a map: every page comes in another order, so users are lost and repeated",
		"list.walk"},
	{"last-page-lost", "hasMore is told only if a whole page follows: the users of the last, shorter page are never shown",
		"list.walk"},
	{"limit-nan", "the limit is read by ParseFloat: NaN passes both bounds and the handler panics",
		"list.limit.type, protocol.no-5xx"},
	{"phone-as-number", "phone numbers are kept as integers and lose their leading zeros",
		"invite.echo"},
	{"update-not-stored", "an update changes a copy of the user: the answer shows it, the list does not",
		"update.persisted"},
	{"refused-update-applied", "an update is written field by field into the stored user: what stands before the refused field stays",
		"update.atomic"},
	{"offset-newest-first", "the newest users come first and the cursor counts rows: an invitation during a walk shows a user twice",
		"list.walk"},
}

var active string

func enable(name string) error {
	active = name
	for _, d := range defects {
		if d.Name == name {
			return nil
		}
	}
	if name == "" {
		return nil
	}
	return fmt.Errorf("no defect %s; -list-defects names them", name)
}

func broken(name string) bool { return active == name }
