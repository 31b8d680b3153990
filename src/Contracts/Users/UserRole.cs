namespace DonatelloAI.Contracts.Users;

/// <summary>What a person may do, from least to most; stored as <c>standard_user</c> and so on.</summary>
[GenerateSerializer, Alias("donatello.UserRole")]
public enum UserRole
{
    /// <summary>Generates images and reads their own.</summary>
    StandardUser = 0,

    /// <summary>Also batches, API keys and webhooks.</summary>
    PowerUser = 1,

    /// <summary>Also reads the department and its budget.</summary>
    DeptManager = 2,

    /// <summary>Also changes the organisation, its people and budgets.</summary>
    OrgAdmin = 3,

    /// <summary>Also operates the installation, across organisations.</summary>
    SuperAdmin = 4,
}
