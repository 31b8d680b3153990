# Compiles the programs of a cluster ahead of time, as their images have them: much of a process's start is compilation otherwise, and a
# silo that has just joined answers its first callers late. Sourced by whoever runs clusters.

publish_programs() { # root: leaves Silo and Api in its artifacts/programs
    local program
    for program in Silo Api; do
        (cd "$1" && dotnet publish "src/$program/$program.csproj" --configuration Release --runtime linux-x64 --no-self-contained \
            -p:PublishReadyToRun=true -p:UseAppHost=false --output "artifacts/programs/$program" --verbosity quiet --nologo) || return 1
    done
}
