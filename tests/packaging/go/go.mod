module userid

go 1.19
