# The programs of a cluster, a target each:
#
#   docker build --target silo --tag donatello/silo:1.0 .
#   docker build --target api  --tag donatello/api:1.0 .
#
# For linux/amd64 with glibc: libvips comes with NetVips for nothing else. The runtime image brings ICU and time zones ("extra"), since
# months of organisations begin in their own zone, and has neither a shell nor a package manager.

FROM mcr.microsoft.com/dotnet/sdk:10.0.401-noble AS build
WORKDIR /source

# What decides on packages stands before what changes daily, so that a change of code restores nothing.
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Contracts/Contracts.csproj src/Contracts/
COPY src/Grains/Grains.csproj src/Grains/
COPY src/Storage/Storage.csproj src/Storage/
COPY src/Blobs/Blobs.csproj src/Blobs/
COPY src/Hosting/Hosting.csproj src/Hosting/
COPY src/Providers/Providers.csproj src/Providers/
COPY src/Silo/Silo.csproj src/Silo/
COPY src/Api/Api.csproj src/Api/
COPY src/Cli/Cli.csproj src/Cli/
RUN for program in Silo Api Cli; do \
      dotnet restore src/$program/$program.csproj --runtime linux-x64 -p:PublishReadyToRun=true || exit 1; \
    done

COPY src src
RUN for program in Silo Api Cli; do \
      dotnet publish src/$program/$program.csproj --configuration Release --runtime linux-x64 --no-self-contained --no-restore \
        -p:PublishReadyToRun=true -p:UseAppHost=false --output /out/$program || exit 1; \
    done
# A volume takes its owner from the folder that it is mounted on.
RUN mkdir -p /volumes/keys/front /volumes/images /volumes/admin

FROM mcr.microsoft.com/dotnet/aspnet:10.0.12-noble-chiseled-extra AS program
COPY --from=build --chown=$APP_UID:$APP_UID /volumes/keys /keys
COPY --from=build --chown=$APP_UID:$APP_UID /volumes/images /images
COPY --from=build --chown=$APP_UID:$APP_UID /volumes/admin /admin
# Asks for the health of the program beside it, where there is no curl.
COPY --from=build /out/Cli /cli
WORKDIR /app
USER $APP_UID

FROM program AS silo
COPY --from=build /out/Silo .
ENV ASPNETCORE_HTTP_PORTS=8081
# Health; other silos; front ends.
EXPOSE 8081 11111 30000
ENTRYPOINT ["dotnet", "DonatelloAI.Silo.dll"]

FROM program AS api
COPY --from=build /out/Api .
ENV ASPNETCORE_HTTP_PORTS=8080
EXPOSE 8080
ENTRYPOINT ["dotnet", "DonatelloAI.Api.dll"]
