// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "doctor/clockcheck.h"

namespace Latchkey {

namespace {

constexpr std::chrono::seconds agreement(60);
constexpr std::chrono::seconds harmless(300);

// Two units at the most, since nobody sets a clock by the second that is off by a day.
QString lengthText(std::chrono::seconds length)
{
    using namespace std::chrono;
    const auto whole = [](auto value) { return QString::number(value.count()); };
    if (length < minutes(2))
        return Doctor::tr("%1 s").arg(whole(length));
    if (length < hours(1))
        return Doctor::tr("%1 min").arg(whole(round<minutes>(length)));
    const minutes inMinutes = round<minutes>(length);
    if (inMinutes >= hours(48))
        return Doctor::tr("%1 days").arg(whole(round<duration<qint64, std::ratio<86400>>>(length)));
    if (inMinutes % hours(1) == minutes(0))
        return Doctor::tr("%1 h").arg(whole(duration_cast<hours>(inMinutes)));
    return Doctor::tr("%1 h %2 min")
        .arg(whole(duration_cast<hours>(inMinutes)), whole(inMinutes % hours(1)));
}

} // namespace

Finding clockFinding(const QString &server, std::chrono::seconds ahead)
{
    using Severity = Finding::Severity;
    const std::chrono::seconds length = std::chrono::abs(ahead);
    if (length <= agreement) {
        return okFinding(
            Finding::Check::Clock, server,
            Doctor::tr("This computer's clock agrees with the clock of %1.").arg(server));
    }
    const Severity severity = length > harmless ? Severity::Problem : Severity::Warning;
    const QString message = ahead.count() > 0
        ? Doctor::tr("This computer's clock is %1 ahead of the clock of %2.")
        : Doctor::tr("This computer's clock is %1 behind the clock of %2.");
    return Finding(Finding::Check::Clock, severity, server, message.arg(lengthText(length), server))
        .withRemedy(Doctor::tr("Let this computer set its date and time by a time server; if they "
                               "are right, the clock of %1 is wrong.")
                        .arg(server))
        .withDetail(QStringLiteral("this computer's clock is ahead by %1 s").arg(ahead.count()));
}

Finding clockFinding(const QString &server, const QDateTime &serverDate, const QDateTime &local)
{
    const Finding finding = clockFinding(server, std::chrono::seconds(serverDate.secsTo(local)));
    return finding.withDetail(
        QStringLiteral("the server's Date is %1, this computer's clock says %2")
            .arg(serverDate.toString(Qt::ISODate), local.toString(Qt::ISODate)));
}

} // namespace Latchkey
