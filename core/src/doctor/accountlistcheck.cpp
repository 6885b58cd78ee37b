// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "doctor/accountlistcheck.h"

#include "oauth/displaytext.h"
#include "session/accountindex.h"

#include <QtCore/QFileInfo>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace Latchkey {

namespace {

using Check = Finding::Check;

// Where a program was once run by another user, root for instance, what it wrote is theirs.
bool isSomebodyElses([[maybe_unused]] const QFileInfo &info)
{
#ifdef Q_OS_UNIX
    return info.ownerId() != geteuid();
#else
    return false;
#endif
}

// A file that others may read in a folder that they may not enter is not read by them.
bool canOthersRead([[maybe_unused]] const QFileInfo &file)
{
#ifdef Q_OS_UNIX
    const QFileInfo folder(file.path());
    const auto both = [&](QFileDevice::Permission read, QFileDevice::Permission enter) {
        return file.permission(read) && folder.permission(enter);
    };
    return both(QFileDevice::ReadGroup, QFileDevice::ExeGroup)
        || both(QFileDevice::ReadOther, QFileDevice::ExeOther);
#else
    return false;
#endif
}

Finding unreadable(const QFileInfo &info, const QString &path, const Error &error)
{
    const auto finding = [&](const QString &message, const QString &remedy) {
        return problem(Check::AccountList, path, message, remedy)
            .withDetail(displayText(error.detail(), maxDescriptionLength));
    };
    if (isSomebodyElses(info)) {
        return finding(Doctor::tr("The list of accounts belongs to another user."),
                       Doctor::tr("Make yourself the owner of %1.").arg(path));
    }
    if (!info.isFile() || !info.isReadable()) {
        return finding(Doctor::tr("The list of accounts cannot be read."),
                       Doctor::tr("Make %1 a file that you may read.").arg(path));
    }
    return finding(Doctor::tr("The list of accounts is damaged."),
                   Doctor::tr("Put a copy of %1 back from before, or move it away and sign in "
                              "again.")
                       .arg(path));
}

} // namespace

AccountListReport checkAccountList(const QString &program)
{
    const AccountIndex index(program, nullptr);
    const QFileInfo info(index.path());
    const QString path = displayText(index.path(), maxDescriptionLength);
    AccountListReport report;
    const auto records = index.load();
    if (!records) {
        report.findings += unreadable(info, path, records.error());
        return report;
    }
    for (const AccountRecord &record : *records)
        report.providers += record.provider;
    if (!info.exists()) {
        report.findings +=
            okFinding(Check::AccountList, path, Doctor::tr("Nobody is signed in yet."));
        return report;
    }
    if (isSomebodyElses(info)) {
        report.findings += warning(Check::AccountList, path,
                                   Doctor::tr("The list of accounts belongs to another user."),
                                   Doctor::tr("Make yourself the owner of %1.").arg(path));
    } else if (canOthersRead(info)) {
        report.findings +=
            warning(Check::AccountList, path,
                    Doctor::tr("Other people on this computer can read whose accounts you have."),
                    Doctor::tr("Take the right to read %1 from everybody else.").arg(path));
    } else {
        report.findings += okFinding(Check::AccountList, path,
                                     Doctor::tr("Accounts in the list: %1.").arg(records->size()));
    }
    return report;
}

} // namespace Latchkey
