package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"log"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

const usersPath = "/v1/viewer/users"

type api struct {
	store *store
	key   string
}

func newAPI(s *store, key string) http.Handler {
	a := &api{s, key}
	mux := http.NewServeMux()
	mux.HandleFunc(usersPath, a.users)
	mux.HandleFunc(usersPath+"/revoke-access", a.revokeAccess)
	mux.HandleFunc(usersPath+"/", a.oneUser)
	return a.authenticated(mux)
}

func (a *api) authenticated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if !strings.EqualFold(scheme, "Bearer") || token == "" || (a.key != "" && token != a.key) {
			w.Header().Set("WWW-Authenticate", `Bearer realm="viewer"`)
			writeProblem(w, http.StatusUnauthorized, "an API key is needed as bearer token")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (a *api) users(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodPost:
		a.invite(w, r)
	case http.MethodGet, http.MethodHead:
		a.list(w, r)
	default:
		notAllowed(w, "GET, HEAD, POST")
	}
}

func (a *api) invite(w http.ResponseWriter, r *http.Request) {
	f, ok := readFields(w, r)
	if !ok {
		return
	}
	var u user
	err := isEmail(f.Email.value)
	if err != nil {
		err = fmt.Errorf("email %w", err)
	} else {
		u.Email = f.Email.value
		err = f.applyTo(&u, true)
	}
	if err == nil {
		u, err = a.store.invite(u)
	}
	if err != nil {
		writeError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, u)
}

func (a *api) oneUser(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPatch {
		notAllowed(w, http.MethodPatch)
		return
	}
	f, ok := readFields(w, r)
	if !ok {
		return
	}
	if f.Email.set {
		writeProblem(w, http.StatusUnprocessableEntity, "email cannot be changed")
		return
	}
	u, err := a.store.update(strings.TrimPrefix(r.URL.Path, usersPath+"/"), f)
	if err != nil {
		writeError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, u)
}

func (a *api) revokeAccess(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		notAllowed(w, http.MethodPost)
		return
	}
	var request struct {
		UserID string `json:"userId"`
	}
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		writeProblem(w, http.StatusBadRequest, err.Error())
		return
	}
	if err := a.store.revoke(request.UserID); err != nil {
		writeError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"success": true, "message": "access revoked"})
}

type listResponse struct {
	Users   []user `json:"users"`
	HasMore bool   `json:"hasMore"`
	Cursor  string `json:"cursor,omitempty"`
}

func (a *api) list(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	f := filter{
		email:     param(query, "email"),
		firstName: param(query, "firstName"),
		lastName:  param(query, "lastName"),
		level:     param(query, "level"),
		source:    param(query, "invitedSource"),
	}
	if f.level != nil && !set("owner", "admin", "member")[*f.level] {
		writeProblem(w, http.StatusUnprocessableEntity, "level is owner, admin or member")
		return
	}
	if f.source != nil && !set("dashboard", "api")[*f.source] {
		writeProblem(w, http.StatusUnprocessableEntity, "invitedSource is dashboard or api")
		return
	}
	limit, err := parseLimit(param(query, "limit"))
	if err != nil {
		writeProblem(w, http.StatusUnprocessableEntity, "limit is a number from 1 to 100")
		return
	}
	from, err := decodeCursor(param(query, "cursor"), fingerprint(query))
	if err != nil {
		writeProblem(w, http.StatusBadRequest, err.Error())
		return
	}
	users, next := a.store.page(f, from, limit)
	response := listResponse{Users: users, HasMore: next > 0}
	if response.HasMore {
		response.Cursor = encodeCursor(next, fingerprint(query))
	}
	writeJSON(w, http.StatusOK, response)
}

func parseLimit(text *string) (int, error) {
	if text == nil {
		return 100, nil
	}
	if broken("limit-nan") {
		f, err := strconv.ParseFloat(*text, 64)
		if err != nil || f < 1 || f > 100 {
			return 0, errors.New("out of range")
		}
		return int(f), nil
	}
	n, err := strconv.Atoi(*text)
	if err == nil && (n < 1 || n > 100) {
		err = errors.New("out of range")
	}
	return n, err
}

// A cursor belongs to the filters it was made for; with others it is refused.
func fingerprint(query url.Values) uint32 {
	filters := url.Values{}
	for _, name := range []string{"email", "firstName", "lastName", "level", "invitedSource"} {
		if values, ok := query[name]; ok {
			filters[name] = values[:1]
		}
	}
	return crc32.ChecksumIEEE([]byte(filters.Encode()))
}

func encodeCursor(position int, filters uint32) string {
	return base64.URLEncoding.EncodeToString([]byte(fmt.Sprintf("%d:%08x", position, filters)))
}

func decodeCursor(cursor *string, filters uint32) (int, error) {
	if cursor == nil {
		return 0, nil
	}
	text, err := base64.URLEncoding.DecodeString(*cursor)
	if err != nil {
		return 0, errors.New("cursor is not base64")
	}
	position, madeFor, _ := strings.Cut(string(text), ":")
	n, err := strconv.Atoi(position)
	if err != nil || n < 0 {
		return 0, errors.New("cursor is not one of ours")
	}
	if madeFor != fmt.Sprintf("%08x", filters) {
		return 0, errors.New("cursor belongs to a list with other filters")
	}
	return n, nil
}

func param(query url.Values, name string) *string {
	if values, ok := query[name]; ok {
		return &values[0]
	}
	return nil
}

func readFields(w http.ResponseWriter, r *http.Request) (f fields, ok bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			writeProblem(w, http.StatusRequestEntityTooLarge, "the body is too large")
		} else {
			writeProblem(w, http.StatusBadRequest, "the body could not be read")
		}
		return f, false
	}
	if f, err = parseFields(body); err != nil {
		writeProblem(w, http.StatusBadRequest, err.Error())
		return f, false
	}
	return f, true
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(value); err != nil {
		log.Print(err)
	}
}

func writeError(w http.ResponseWriter, err error) {
	status := http.StatusUnprocessableEntity
	if errors.Is(err, errNotFound) {
		status = http.StatusNotFound
	}
	writeProblem(w, status, err.Error())
}

// writeProblem answers as RFC 9457 says.
func writeProblem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	problem := map[string]any{"title": http.StatusText(status), "status": status, "detail": detail}
	if err := json.NewEncoder(w).Encode(problem); err != nil {
		log.Print(err)
	}
}

func notAllowed(w http.ResponseWriter, allow string) {
	w.Header().Set("Allow", allow)
	http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
}
