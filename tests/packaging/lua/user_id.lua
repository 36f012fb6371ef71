-- Logs in with the OS_* variables and prints the user's id, by LuaJIT's FFI.
--   luajit user_id.lua "$(pkg-config --variable=cdef keystoneclient)" "$(pkg-config --variable=libdir keystoneclient)/libkeystoneclient.so.0"
local ffi = require("ffi")
local declarations, library = ...

local file = assert(io.open(declarations))
ffi.cdef(file:read("*a"))
file:close()
local ks = ffi.load(library)

-- Calls a function that fills an out parameter; the object frees itself, an error is raised with its text.
local function get(handle, free, call, ...)
    local out = ffi.new(handle .. " *[1]")
    local err = ffi.new("ks_error *[1]")
    local arguments = { ... }
    arguments[#arguments + 1] = out
    arguments[#arguments + 1] = err
    if call(unpack(arguments)) ~= 0 then
        local message = ffi.string(ks.ks_error_class(err[0])) .. ": " .. ffi.string(ks.ks_error_message(err[0]))
        ks.ks_error_free(err[0])
        error(message, 0)
    end
    return ffi.gc(out[0], free)
end

local session = get("ks_session", ks.ks_session_free, ks.ks_session_from_env)
local access = get("ks_access", ks.ks_access_free, ks.ks_session_get_access, session)
print(ffi.string(ks.ks_access_user_id(access)))
