module innocent

go 1.19
