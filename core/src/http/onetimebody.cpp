// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "http/onetimebody.h"

#include <algorithm>

namespace Latchkey {

OneTimeBody::OneTimeBody(const QByteArray &content) : m_content(content)
{
    // Qt's own buffer would be another copy of something secret, and would be read ahead.
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

bool OneTimeBody::seek(qint64 position)
{
    if (position < m_next || position > size())
        return false;
    m_next = position;
    return QIODevice::seek(position);
}

qint64 OneTimeBody::readData(char *data, qint64 maxSize)
{
    const qint64 length = std::min(maxSize, size() - m_next);
    std::copy_n(m_content.constData() + m_next, length, data);
    m_next += length;
    return length;
}

qint64 OneTimeBody::writeData(const char *, qint64)
{
    return -1;
}

} // namespace Latchkey
