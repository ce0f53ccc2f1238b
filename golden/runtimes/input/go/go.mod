module formwork.dev/e2e

go 1.24
