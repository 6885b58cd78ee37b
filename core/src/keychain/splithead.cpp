// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keychain/splithead.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QList>

#include <algorithm>

namespace Latchkey {

namespace {

constexpr char magic[] = "latchkey-parts ";
constexpr char version[] = "1";

QByteArray hashOf(const QByteArray &value)
{
    return QCryptographicHash::hash(value, QCryptographicHash::Sha256);
}

QByteArray nameOf(SplitHead::Slot slot)
{
    return slot == SplitHead::Slot::A ? "a" : "b";
}

Error damaged()
{
    return Error(Error::Kind::KeychainFailed,
                 QStringLiteral("the stored item is damaged, or was written by a newer version"));
}

} // namespace

SplitHead SplitHead::of(const QByteArray &value, int count, quint64 generation, Slot slot)
{
    return {generation, slot, count, value.size(), hashOf(value)};
}

bool SplitHead::isHead(const QByteArray &item)
{
    return item.startsWith(magic);
}

Expected<SplitHead> SplitHead::fromBytes(const QByteArray &item)
{
    const QList<QByteArray> fields = item.split(' ');
    if (fields.size() != 7 || fields.at(1) != version)
        return unexpected(damaged());
    bool generationReadable = false;
    bool countReadable = false;
    bool lengthReadable = false;
    SplitHead head;
    head.generation = fields.at(2).toULongLong(&generationReadable);
    head.slot = fields.at(3) == nameOf(Slot::A) ? Slot::A : Slot::B;
    head.count = fields.at(4).toInt(&countReadable);
    head.length = fields.at(5).toLongLong(&lengthReadable);
    head.hash = QByteArray::fromHex(fields.at(6));
    // What does not come out as it went in is not what was written; that leaves the numbers, which
    // a reader is going to act on.
    if (!generationReadable || !countReadable || !lengthReadable || head.toBytes() != item
        || head.hash.size() != 32 || head.length < 0 || head.length > largestTotal || head.count < 1
        || head.count > std::max<qsizetype>(1, head.length)) {
        return unexpected(damaged());
    }
    return head;
}

QByteArray SplitHead::toBytes() const
{
    return magic
        + QList<QByteArray>{version,
                            QByteArray::number(generation),
                            nameOf(slot),
                            QByteArray::number(count),
                            QByteArray::number(length),
                            hash.toHex()}
              .join(' ');
}

bool SplitHead::fits(const QByteArray &value) const
{
    return value.size() == length && hashOf(value) == hash;
}

SplitHead::Slot otherSlot(SplitHead::Slot slot)
{
    return slot == SplitHead::Slot::A ? SplitHead::Slot::B : SplitHead::Slot::A;
}

QString partKey(const QString &key, SplitHead::Slot slot, int index)
{
    return key + u'/' + QString::fromLatin1(nameOf(slot)) + QString::number(index);
}

} // namespace Latchkey
