// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "httpserver.h"

#include "connection.h"
#include "taskpool.h"

#include <QtCore/QtGlobal>

#include <set>

namespace Latchkey::Demo {

namespace {

/// The connection that the running thread serves: httplib hands its handlers none.
thread_local Connection *current = nullptr;

void closeSocket(socket_t socket)
{
#ifdef _WIN32
    ::closesocket(socket);
#else
    ::close(socket);
#endif
}

void shutDown(socket_t socket)
{
#ifdef _WIN32
    ::shutdown(socket, SD_BOTH);
#else
    ::shutdown(socket, SHUT_RDWR);
#endif
}

} // namespace

class HttpServer::Engine final : public httplib::Server
{
public:
    explicit Engine(HttpHandler handler);
    ~Engine() override { stopServing(); }

    bool takePort(quint16 port);
    void startServing();
    void stopServing();

    std::atomic<quint16> boundPort{0};
    std::atomic<int> idleMs{5000};

private:
    static constexpr int requestsPerConnection = 1000;
    static constexpr int backlog = 128;
    /// How often an idle connection looks whether it should make way.
    static constexpr std::chrono::milliseconds glance{50};

    bool process_and_close_socket(socket_t socket) override;
    void serveConnection(Connection &connection);
    void answer(httplib::Response &response);
    void send(const HttpAnswer &from, httplib::Response &to);
    bool sleepUnlessStopped(int milliseconds);

    HttpHandler m_handler;
    std::thread m_listener;
    TaskPool *m_pool = nullptr;
    std::atomic<bool> m_stopping{false};
    std::atomic<bool> m_returned{false};
    std::atomic<quint64> m_connections{0};

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::set<socket_t> m_open;
};

HttpServer::Engine::Engine(HttpHandler handler) : m_handler(std::move(handler))
{
    // httplib asks for SO_REUSEPORT, with which two servers would share one port unnoticed.
    set_socket_options([](socket_t socket) {
        const int yes = 1;
#ifdef _WIN32
        setsockopt(socket, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, reinterpret_cast<const char *>(&yes),
                   sizeof(yes));
#else
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
#endif
    });
    set_payload_max_length(static_cast<size_t>(Connection::maximumBody));
    set_keep_alive_max_count(requestsPerConnection);
    new_task_queue = [this] {
        m_pool = new TaskPool; // httplib deletes it, after the last task has ended.
        return m_pool;
    };
    const Handler handle = [this](const httplib::Request &request, httplib::Response &response) {
        current->request().body = QByteArray::fromStdString(request.body);
        answer(response);
    };
    Get("/", handle).Post("/", handle).Put("/", handle).Patch("/", handle);
    Delete("/", handle).Options("/", handle);
}

bool HttpServer::Engine::takePort(quint16 port)
{
    if (port == 0) {
        const int any = bind_to_any_port("127.0.0.1");
        if (any <= 0)
            return false;
        boundPort = static_cast<quint16>(any);
    } else {
        if (!bind_to_port("127.0.0.1", port))
            return false;
        boundPort = port;
    }
    // httplib lets five connections wait to be accepted; the sixth of a burst would be told to come
    // again in a second.
    ::listen(svr_sock_, backlog);
    return true;
}

void HttpServer::Engine::startServing()
{
    m_listener = std::thread([this] {
        listen_after_bind();
        m_returned = true;
    });
    // httplib's stop() does nothing before its loop runs, so that this must have happened first.
    while (!is_running() && !m_returned)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

void HttpServer::Engine::stopServing()
{
    if (!m_listener.joinable()) {
        // Bound and never served: httplib leaves such a socket open.
        const socket_t bound = svr_sock_.exchange(INVALID_SOCKET);
        if (bound != INVALID_SOCKET)
            closeSocket(bound);
        return;
    }
    m_stopping = true;
    stop();
    {
        std::unique_lock lock(m_mutex);
        m_changed.notify_all();
        // Idle connections look at m_stopping often; running answers get this moment.
        m_changed.wait_for(lock, std::chrono::milliseconds(300), [this] { return m_open.empty(); });
        for (const socket_t socket : m_open)
            shutDown(socket);
    }
    m_listener.join();
}

bool HttpServer::Engine::process_and_close_socket(socket_t socket)
{
    {
        const std::lock_guard lock(m_mutex);
        m_open.insert(socket);
    }
    if (!m_stopping && !TaskPool::isTurningAway()) {
        Connection connection(socket, ++m_connections);
        current = &connection;
        serveConnection(connection);
        current = nullptr;
    }
    // Under the lock, so that stopServing() never shuts a number that was given to another socket.
    const std::lock_guard lock(m_mutex);
    m_open.erase(socket);
    shutDown(socket);
    closeSocket(socket);
    m_changed.notify_all();
    return true;
}

void HttpServer::Engine::serveConnection(Connection &connection)
{
    using namespace std::chrono;
    for (int left = requestsPerConnection; left > 0 && !m_stopping; --left) {
        const auto since = steady_clock::now();
        for (;;) {
            const milliseconds limit(idleMs.load());
            const auto idle = duration_cast<milliseconds>(steady_clock::now() - since);
            // Browsers open connections ahead of need; others must not wait for those.
            const bool inTheWay = idle >= glance && m_pool->isCrowded();
            if (m_stopping || idle >= limit || inTheWay)
                return;
            const auto wait = connection.waitForRequest(std::min(limit - idle, glance));
            if (wait == Connection::Wait::Broken)
                return;
            if (wait == Connection::Wait::Readable)
                break;
        }
        if (connection.readHead() != Connection::Head::Complete)
            return;
        bool closed = false;
        const bool answered = process_request(connection, left == 1, closed, nullptr);
        if (!answered || closed || connection.mustClose())
            return;
    }
}

bool HttpServer::Engine::sleepUnlessStopped(int milliseconds)
{
    std::unique_lock lock(m_mutex);
    return !m_changed.wait_for(lock, std::chrono::milliseconds(milliseconds),
                               [this] { return m_stopping.load(); });
}

void HttpServer::Engine::answer(httplib::Response &response)
{
    const HttpAnswer from = m_handler(current->request());
    current->setDelivery(from.delivery);
    if (from.delivery.delayMs > 0)
        sleepUnlessStopped(from.delivery.delayMs);
    send(from, response);
}

void HttpServer::Engine::send(const HttpAnswer &from, httplib::Response &to)
{
    to.status = from.status;
    for (const auto &[name, value] : from.headers)
        to.set_header(name.toStdString(), value.toStdString());
    const std::string type = from.contentType.toStdString();
    const Delivery &delivery = from.delivery;
    if (delivery.padBodyTo <= from.body.size()) {
        to.set_content(from.body.toStdString(), type);
        return;
    }
    const auto provider = [this, body = from.body, delivery](size_t offset, size_t length,
                                                             httplib::DataSink &sink) {
        const auto at = static_cast<qsizetype>(offset);
        if (at >= body.size() && delivery.chunkDelayMs > 0
            && !sleepUnlessStopped(delivery.chunkDelayMs))
            return false;
        if (at < body.size())
            return sink.write(body.constData() + at, static_cast<size_t>(body.size() - at));
        const QByteArray blanks(
            qMin<qsizetype>(static_cast<qsizetype>(length), qMax(1, delivery.chunkBytes)), ' ');
        return sink.write(blanks.constData(), static_cast<size_t>(blanks.size()));
    };
    to.set_content_provider(static_cast<size_t>(delivery.padBodyTo), type, provider);
}

HttpServer::HttpServer(HttpHandler handler) : m_engine(std::make_unique<Engine>(std::move(handler)))
{ }

HttpServer::~HttpServer() = default;

bool HttpServer::bind(quint16 port)
{
    return m_engine->takePort(port);
}

void HttpServer::serve()
{
    m_engine->startServing();
}

void HttpServer::stop()
{
    m_engine->stopServing();
}

bool HttpServer::isServing() const
{
    return m_engine->is_running();
}

quint16 HttpServer::port() const
{
    return m_engine->boundPort;
}

void HttpServer::setIdleTimeout(int milliseconds)
{
    m_engine->idleMs = milliseconds;
}

} // namespace Latchkey::Demo
