using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Sessions;

/// <summary>The shapes of what a sign-in writes of people on one engine's model.</summary>
internal sealed class SignInShapes(IModel model)
{
    public RowShape<UserRow> Person { get; } = RowShape<UserRow>.Insert(model);

    public RowShape<PersonSignIn> SignIn { get; } = RowShape<PersonSignIn>.Update(model, typeof(UserRow), [nameof(PersonSignIn.Id)]);

    public RowShape<PersonSecondFactor> SecondFactor { get; } = RowShape<PersonSecondFactor>.Update(
        model, typeof(UserRow), [nameof(PersonSecondFactor.Id)]);

    public RowShape<OutboxRow> Event { get; } = RowShape<OutboxRow>.Insert(model);
}

/// <summary>What a sign-in changes of a person.</summary>
internal sealed record PersonSignIn(Guid Id, DateTimeOffset? LastLoginAt);

/// <summary>What a sign-in with a second factor changes of a person.</summary>
internal sealed record PersonSecondFactor(Guid Id, DateTimeOffset? LastLoginAt, bool MfaEnabled);
