module usersapi

go 1.19
