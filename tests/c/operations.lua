-- Operations by name, as a script reaches them: results as they come, errors raised as tables.
--   luajit operations.lua keystoneclient.cdef libkeystoneclient.so AUTH_URL
local ffi = require("ffi")
local declarations, library, auth_url = ...

local file = assert(io.open(declarations))
ffi.cdef(file:read("*a"))
file:close()
local ks = ffi.load(library)

local function check(result, err)
    if result == 0 then return end
    local class, message, code = ffi.string(ks.ks_error_class(err[0])), ffi.string(ks.ks_error_message(err[0])), ks.ks_error_code(err[0])
    ks.ks_error_free(err[0])
    error({ class = class, message = message, code = tonumber(code) })
end

local function get(handle, free, call, ...)
    local out, err = ffi.new(handle .. " *[1]"), ffi.new("ks_error *[1]")
    local arguments = { ... }
    local count = select("#", ...)
    arguments[count + 1], arguments[count + 2] = out, err
    check(call(unpack(arguments, 1, count + 2)), err)
    return out[0] ~= nil and ffi.gc(out[0], free) or nil
end

local function params(json)
    return get("ks_params", ks.ks_params_free, ks.ks_params_from_json, json, #json)
end

local options = string.format('{"auth_url": "%s", "username": "admin", "user_domain_id": "default", "password": "%s", "project_id": "p1"}',
    auth_url, os.getenv("TEST_PASSWORD"))
local auth = get("ks_auth", ks.ks_auth_free, ks.ks_auth_new, "v3password", params(options))
local session = get("ks_session", ks.ks_session_free, ks.ks_session_new, auth, nil)
local client = get("ks_client", ks.ks_client_free, ks.ks_client_new, session, nil)

local function call(name, json)
    return get("ks_value", ks.ks_value_free, ks.ks_client_call, client, name, params(json or "{}"))
end

local user = call("v3.users.get", '{"user": "a b"}')
print("v3.users.get: " .. ffi.string(ks.ks_value_string(ks.ks_value_get(user, "name"))))
print("v3.users.list: " .. tonumber(ks.ks_value_length(call("v3.users.list"))))
local worked, failure = pcall(call, "v3.groups.delete", '{"group": "busy"}')
assert(not worked)
print("v3.groups.delete: " .. failure.class .. " " .. failure.code)
worked, failure = pcall(call, "v3.trusts.update")
assert(not worked)
print("v3.trusts.update: " .. failure.class)
