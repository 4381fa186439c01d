// crypt(3) of libxcrypt, for bcrypt, which libcrypto doesn't have.
#ifndef CLIBCRYPT_SHIM_H
#define CLIBCRYPT_SHIM_H

#include <crypt.h>

#endif
