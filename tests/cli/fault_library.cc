// Makes one of the calls by which a program writes files fail, or kills the
// program instead. Loaded into it by LD_PRELOAD; what to do stands in the
// environment:
//
//   FAULT_AT=N       the N-th of these calls, from 1
//   FAULT_KILLS=1    kills the program before the call
//   FAULT_NAMED=1    files without names (O_TMPFILE) cannot be made at all
//   FAULT_LOG=FILE   gets the name of the call; there is no such file when the
//                    program made fewer calls
//
// Standard error is left alone. Errors are those of a full disk, for fsync
// those of a broken one.

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdlib>
#include <cstring>

namespace {

bool IsSet(const char* name) { return getenv(name) != nullptr; }

// The function that would be called if this library were not there.
template <typename Function>
Function* Original(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

void Log(const char* call) {
  const char* path = getenv("FAULT_LOG");
  if (path == nullptr) return;
  const auto file = static_cast<int>(
      syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600));
  syscall(SYS_write, file, call, strlen(call));
  syscall(SYS_close, file);
}

// True if it is this call's turn to fail.
bool Fails(const char* call, int error) {
  static std::atomic<int> calls{0};
  const char* at = getenv("FAULT_AT");
  if (at == nullptr || ++calls != atoi(at)) return false;
  Log(call);
  if (IsSet("FAULT_KILLS")) kill(getpid(), SIGKILL);
  errno = error;
  return true;
}

bool IsFolder(int file) {
  struct stat status;
  return fstat(file, &status) == 0 && S_ISDIR(status.st_mode);
}

int Open(const char* function, const char* path, int flags, mode_t mode) {
  const bool is_nameless = (flags & O_TMPFILE) == O_TMPFILE;
  const bool is_folder = !is_nameless && (flags & O_DIRECTORY) != 0;
  if (is_nameless && IsSet("FAULT_NAMED")) {
    errno = EOPNOTSUPP;
    return -1;
  }
  if (is_nameless && Fails("open without a name", ENOSPC)) return -1;
  if (is_folder && Fails("open of the folder", EIO)) return -1;
  if ((flags & O_CREAT) != 0 && Fails("open", ENOSPC)) return -1;
  return Original<int(const char*, int, ...)>(function)(path, flags, mode);
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = va_arg(rest, mode_t);
  va_end(rest);
  return Open("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = va_arg(rest, mode_t);
  va_end(rest);
  return Open("open64", path, flags, mode);
}

ssize_t write(int file, const void* bytes, size_t size) {
  if (file != STDERR_FILENO && Fails("write", ENOSPC)) return -1;
  return Original<decltype(write)>("write")(file, bytes, size);
}

ssize_t writev(int file, const iovec* parts, int count) {
  if (file != STDERR_FILENO && Fails("writev", ENOSPC)) return -1;
  return Original<decltype(writev)>("writev")(file, parts, count);
}

int fsync(int file) {
  if (Fails(IsFolder(file) ? "fsync of the folder" : "fsync", EIO)) return -1;
  return Original<decltype(fsync)>("fsync")(file);
}

int linkat(int from_folder, const char* from, int to_folder, const char* to,
           int flags) {
  if (Fails("linkat", ENOSPC)) return -1;
  return Original<decltype(linkat)>("linkat")(from_folder, from, to_folder, to,
                                              flags);
}

int rename(const char* from, const char* to) {
  if (Fails("rename", ENOSPC)) return -1;
  return Original<decltype(rename)>("rename")(from, to);
}

int close(int file) {
  const int flags = fcntl(file, F_GETFL);
  const bool is_written = flags >= 0 && (flags & O_ACCMODE) != O_RDONLY;
  const int result = Original<decltype(close)>("close")(file);
  if (is_written && Fails("close", ENOSPC)) return -1;
  return result;
}

}  // extern "C"
