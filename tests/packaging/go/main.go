// Logs in with the OS_* variables and prints the user's id, by cgo.
package main

// #cgo pkg-config: keystoneclient
// #include <keystoneclient.h>
import "C"

import (
	"errors"
	"fmt"
	"os"
)

// failure makes a Go error of the library's and frees that.
func failure(err *C.ks_error) error {
	defer C.ks_error_free(err)
	return errors.New(C.GoString(C.ks_error_class(err)) + ": " + C.GoString(C.ks_error_message(err)))
}

func userID() (string, error) {
	var session *C.ks_session
	var access *C.ks_access
	var err *C.ks_error
	if C.ks_session_from_env(&session, &err) != C.KS_OK {
		return "", failure(err)
	}
	defer C.ks_session_free(session)
	if C.ks_session_get_access(session, &access, &err) != C.KS_OK {
		return "", failure(err)
	}
	defer C.ks_access_free(access)
	return C.GoString(C.ks_access_user_id(access)), nil
}

func main() {
	id, err := userID()
	if err != nil {
		fmt.Fprintln(os.Stderr, "user_id:", err)
		os.Exit(1)
	}
	fmt.Println(id)
}
