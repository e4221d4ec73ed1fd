package main

import (
	"crypto/md5"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

var (
	errNotFound   = errors.New("no such user")
	errEmailTaken = errors.New("email belongs to another user")
)

// store keeps users in the order in which they came; a position in it never changes.
type store struct {
	mu    sync.Mutex
	order []*user
	byID  map[string]*user
}

type filter struct {
	email, firstName, lastName, level, source *string
}

func (f filter) matches(u *user) bool {
	return !u.revoked &&
		(f.email == nil || strings.EqualFold(u.Email, *f.email)) &&
		(f.firstName == nil || containsFold(u.FirstName, *f.firstName)) &&
		(f.lastName == nil || containsFold(u.LastName, *f.lastName)) &&
		(f.level == nil || u.Level == *f.level) &&
		(f.source == nil || u.InvitedSource == *f.source)
}

func containsFold(s, part string) bool {
	return strings.Contains(strings.ToLower(s), strings.ToLower(part))
}

func (s *store) insert(u *user) {
	s.order = append(s.order, u)
	s.byID[u.UserID] = u
}

func (s *store) invite(u user) (user, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, other := range s.order {
		if strings.EqualFold(other.Email, u.Email) {
			return user{}, errEmailTaken
		}
	}
	if broken("duplicate-race") {
		s.mu.Unlock()
		time.Sleep(30 * time.Millisecond) // The invitation is sent meanwhile.
		s.mu.Lock()
	}
	var id [16]byte
	if _, err := rand.Read(id[:]); err != nil {
		return user{}, err
	}
	u.UserID = "usr_" + hex.EncodeToString(id[:])
	u.InvitedSource = "api"
	u.CreatedAt = time.Now().UTC()
	s.insert(&u)
	return u, nil
}

func (s *store) update(id string, f fields) (user, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.byID[id]
	if !ok || u.revoked {
		return user{}, errNotFound
	}
	if broken("refused-update-applied") {
		err := f.applyTo(u, false)
		return *u, err
	}
	changed := *u
	if err := f.applyTo(&changed, false); err != nil {
		return user{}, err
	}
	if !broken("update-not-stored") {
		*u = changed
	}
	return changed, nil
}

func (s *store) revoke(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.byID[id]
	if !ok {
		return errNotFound
	}
	u.revoked = true
	return nil
}

// page returns up to limit users from a position on, and the position behind them if there are more.
func (s *store) page(f filter, from, limit int) (users []user, next int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows := s.order
	if broken("map-order") {
		rows = nil
		for _, u := range s.byID {
			rows = append(rows, u)
		}
	}
	if broken("offset-newest-first") {
		rows = nil
		for i := range s.order {
			rows = append(rows, s.order[len(s.order)-1-i])
		}
	}
	users = make([]user, 0, limit)
	for i := from; i < len(rows); i++ {
		if !f.matches(rows[i]) {
			continue
		}
		if len(users) == limit {
			if broken("last-page-lost") && !fullPage(rows[i:], f, limit) {
				return users, 0
			}
			return users, i
		}
		users = append(users, *rows[i])
	}
	return users, 0
}

func fullPage(rows []*user, f filter, limit int) bool {
	for _, u := range rows {
		if f.matches(u) {
			limit--
		}
	}
	return limit <= 0
}

func seededStore(count int) *store {
	s := &store{byID: map[string]*user{}}
	login := time.Date(2024, 3, 15, 9, 0, 0, 0, time.UTC)
	s.insert(&user{
		UserID: "usr_1234567890abcdef1234567890abcdef", Email: "sarah.johnson@hospital.example",
		FirstName: "Sarah", MiddleName: "Marie", LastName: "Johnson", Suffix1: "MD", Suffix2: "FACR",
		PhoneNumber: "5551234567", ClinicRole: "Radiologist", Level: "member", CanManageStudies: true,
		HasDashboardAccess: true, InvitedSource: "api", LastLoginAt: &login,
		CreatedAt: time.Date(2024, 1, 15, 10, 0, 0, 0, time.UTC),
	})
	first := []string{"Chloé", "Rob", "Ingrid", "Mateus", "Jun'ichi", "Fatima", "Lars", "Noor", "Renée", "Tomás", "李娜"}
	last := []string{"O'Connor", "Lefèvre", "Nowak", "D'Souza", "Ibáñez", "Kim", "Høgh", "Kim", "Saint-Pierre", "Wójcik"}
	roles := []string{"Radiologist", "PACS Administrator", "Scribe", "Other", "IT Support", "Surgeon", "Pathologists' Assistant"}
	created := time.Date(2023, 6, 1, 7, 0, 0, 0, time.UTC)
	for i := 0; i < count; i++ {
		created = created.Add(83*time.Minute + 250*time.Millisecond)
		id := md5.Sum([]byte(fmt.Sprint("seed ", i)))
		u := &user{
			UserID: "usr_" + hex.EncodeToString(id[:]), Email: fmt.Sprintf("Colleague%d@imaging.example", i),
			FirstName: first[i%len(first)], LastName: last[i%len(last)], ClinicRole: roles[i%len(roles)],
			Level: "member", CanManageStudies: i%4 == 1, HasDashboardAccess: i%2 == 1,
			InvitedSource: "api", CreatedAt: created,
		}
		switch {
		case i%30 == 0:
			u.Level, u.HasDashboardAccess, u.InvitedSource = "owner", true, "dashboard"
		case i%5 == 0:
			u.Level, u.HasDashboardAccess = "admin", true
		case i%3 == 0:
			u.InvitedSource = "dashboard"
		}
		if i%6 != 0 {
			at := created.Add(time.Duration(i) * time.Hour)
			u.LastLoginAt = &at
		}
		if i%7 == 0 {
			u.MiddleName, u.PhoneNumber = "María", fmt.Sprintf("0044%08d", i)
		}
		s.insert(u)
	}
	return s
}
