-- Tables of the Orleans runtime on SQL Server, and the statements it sends. Migration 20261122130000 applies this file, so
-- it stays as it is; a change is another migration. A line of '--- name' begins a part, see OrleansScript.

--- create
CREATE TABLE [dbo].[OrleansQuery]
(
    [QueryKey] varchar(64) NOT NULL,
    [QueryText] nvarchar(max) NOT NULL,
    CONSTRAINT [pk_orleansquery] PRIMARY KEY ([QueryKey])
);

-- No key over all that names a grain: it would be wider than an index may be. The hashes lead to its rows instead.
CREATE TABLE [dbo].[OrleansStorage]
(
    [GrainIdHash] int NOT NULL,
    [GrainTypeHash] int NOT NULL,
    [GrainIdN0] bigint NOT NULL,
    [GrainIdN1] bigint NOT NULL,
    [GrainTypeString] nvarchar(512) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [GrainIdExtensionString] nvarchar(512) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [ServiceId] nvarchar(150) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [PayloadBinary] varbinary(max) NULL,
    [ModifiedOn] datetime2(3) NOT NULL,
    [Version] int NOT NULL
);

CREATE CLUSTERED INDEX [ix_orleansstorage] ON [dbo].[OrleansStorage] ([GrainIdHash], [GrainTypeHash]);

CREATE TABLE [dbo].[OrleansRemindersTable]
(
    [ServiceId] nvarchar(150) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [GrainId] varchar(150) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [ReminderName] nvarchar(150) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [StartTime] datetime2(3) NOT NULL,
    [Period] bigint NOT NULL,
    [GrainHash] int NOT NULL,
    [Version] int NOT NULL,
    CONSTRAINT [pk_orleansreminderstable] PRIMARY KEY ([ServiceId], [GrainId], [ReminderName])
);

--- drop
DROP TABLE [dbo].[OrleansRemindersTable];
DROP TABLE [dbo].[OrleansStorage];
DROP TABLE [dbo].[OrleansQuery];

--- query ReadFromStorageKey
SELECT [PayloadBinary], [Version]
FROM [dbo].[OrleansStorage]
WHERE [GrainIdHash] = @GrainIdHash AND [GrainTypeHash] = @GrainTypeHash AND [GrainIdN0] = @GrainIdN0 AND [GrainIdN1] = @GrainIdN1
    AND [GrainTypeString] = @GrainTypeString AND [GrainIdExtensionString] = ISNULL(@GrainIdExtensionString, N'') AND [ServiceId] = @ServiceId;

--- query WriteToStorageKey
-- Inserts without a version, updates the version that was read, and answers NULL when neither was possible. The locks keep
-- the range of a grain that has no row yet, so that of two first writers one finds the other's row.
SET XACT_ABORT, NOCOUNT ON;
DECLARE @Written int = NULL;
BEGIN TRANSACTION;
IF @GrainStateVersion IS NULL
BEGIN
    INSERT INTO [dbo].[OrleansStorage]
        ([GrainIdHash], [GrainTypeHash], [GrainIdN0], [GrainIdN1], [GrainTypeString], [GrainIdExtensionString], [ServiceId],
        [PayloadBinary], [ModifiedOn], [Version])
    SELECT @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @GrainTypeString, ISNULL(@GrainIdExtensionString, N''), @ServiceId,
        @PayloadBinary, SYSUTCDATETIME(), 1
    WHERE NOT EXISTS
    (
        SELECT 1 FROM [dbo].[OrleansStorage] WITH (UPDLOCK, HOLDLOCK)
        WHERE [GrainIdHash] = @GrainIdHash AND [GrainTypeHash] = @GrainTypeHash AND [GrainIdN0] = @GrainIdN0 AND [GrainIdN1] = @GrainIdN1
            AND [GrainTypeString] = @GrainTypeString AND [GrainIdExtensionString] = ISNULL(@GrainIdExtensionString, N'') AND [ServiceId] = @ServiceId
    );
    IF @@ROWCOUNT > 0 SET @Written = 1;
END
ELSE
BEGIN
    UPDATE [dbo].[OrleansStorage]
    SET [PayloadBinary] = @PayloadBinary, [ModifiedOn] = SYSUTCDATETIME(), @Written = [Version] = [Version] + 1
    WHERE [GrainIdHash] = @GrainIdHash AND [GrainTypeHash] = @GrainTypeHash AND [GrainIdN0] = @GrainIdN0 AND [GrainIdN1] = @GrainIdN1
        AND [GrainTypeString] = @GrainTypeString AND [GrainIdExtensionString] = ISNULL(@GrainIdExtensionString, N'') AND [ServiceId] = @ServiceId
        AND [Version] = @GrainStateVersion;
END;
COMMIT TRANSACTION;
SELECT @Written AS [NewGrainStateVersion];

--- query ClearStorageKey
SET NOCOUNT ON;
DECLARE @Written int = NULL;
UPDATE [dbo].[OrleansStorage]
SET [PayloadBinary] = NULL, [ModifiedOn] = SYSUTCDATETIME(), @Written = [Version] = [Version] + 1
WHERE [GrainIdHash] = @GrainIdHash AND [GrainTypeHash] = @GrainTypeHash AND [GrainIdN0] = @GrainIdN0 AND [GrainIdN1] = @GrainIdN1
    AND [GrainTypeString] = @GrainTypeString AND [GrainIdExtensionString] = ISNULL(@GrainIdExtensionString, N'') AND [ServiceId] = @ServiceId
    AND [Version] = @GrainStateVersion;
SELECT @Written AS [NewGrainStateVersion];

--- query DeleteStorageKey
SET NOCOUNT ON;
DELETE FROM [dbo].[OrleansStorage]
WHERE [GrainIdHash] = @GrainIdHash AND [GrainTypeHash] = @GrainTypeHash AND [GrainIdN0] = @GrainIdN0 AND [GrainIdN1] = @GrainIdN1
    AND [GrainTypeString] = @GrainTypeString AND [GrainIdExtensionString] = ISNULL(@GrainIdExtensionString, N'') AND [ServiceId] = @ServiceId
    AND [Version] = @GrainStateVersion;
SELECT CASE @@ROWCOUNT WHEN 0 THEN NULL ELSE @GrainStateVersion + 1 END AS [NewGrainStateVersion];

--- query UpsertReminderRowKey
SET XACT_ABORT, NOCOUNT ON;
DECLARE @Written int = 0;
BEGIN TRANSACTION;
UPDATE [dbo].[OrleansRemindersTable] WITH (UPDLOCK, HOLDLOCK)
SET [StartTime] = @StartTime, [Period] = @Period, [GrainHash] = @GrainHash, @Written = [Version] = [Version] + 1
WHERE [ServiceId] = @ServiceId AND [GrainId] = @GrainId AND [ReminderName] = @ReminderName;
IF @@ROWCOUNT = 0
    INSERT INTO [dbo].[OrleansRemindersTable] ([ServiceId], [GrainId], [ReminderName], [StartTime], [Period], [GrainHash], [Version])
    VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0);
COMMIT TRANSACTION;
SELECT @Written AS [Version];

--- query ReadReminderRowKey
SELECT [GrainId], [ReminderName], [StartTime], [Period], [Version]
FROM [dbo].[OrleansRemindersTable]
WHERE [ServiceId] = @ServiceId AND [GrainId] = @GrainId AND [ReminderName] = @ReminderName;

--- query ReadReminderRowsKey
SELECT [GrainId], [ReminderName], [StartTime], [Period], [Version]
FROM [dbo].[OrleansRemindersTable]
WHERE [ServiceId] = @ServiceId AND [GrainId] = @GrainId;

--- query ReadRangeRows1Key
SELECT [GrainId], [ReminderName], [StartTime], [Period], [Version]
FROM [dbo].[OrleansRemindersTable]
WHERE [ServiceId] = @ServiceId AND [GrainHash] > @BeginHash AND [GrainHash] <= @EndHash;

--- query ReadRangeRows2Key
SELECT [GrainId], [ReminderName], [StartTime], [Period], [Version]
FROM [dbo].[OrleansRemindersTable]
WHERE [ServiceId] = @ServiceId AND ([GrainHash] > @BeginHash OR [GrainHash] <= @EndHash);

--- query DeleteReminderRowKey
SET NOCOUNT ON;
DELETE FROM [dbo].[OrleansRemindersTable]
WHERE [ServiceId] = @ServiceId AND [GrainId] = @GrainId AND [ReminderName] = @ReminderName AND [Version] = @Version;
SELECT @@ROWCOUNT;

--- query DeleteReminderRowsKey
DELETE FROM [dbo].[OrleansRemindersTable] WHERE [ServiceId] = @ServiceId;
